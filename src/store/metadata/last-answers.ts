/** For whom changes waited last, and how long: the slowest node sets the pace of all (docs/decisions/0038). By name. */
import { nodeOf } from './node-name.js';

/** Nodes come and go, and each is a row of every page of metrics: of more the one goes that was last the longest time ago. */
const MOST = 64;

export interface Waited {
  readonly changes: number;
  readonly seconds: number;
}

export class LastAnswers {
  readonly #byNode = new Map<string, Waited>();

  /** `lineId`: of the one that answered last, whose lease ended last, or that was given up. */
  note(lineId: string, milliseconds: number): void {
    const node = nodeOf(lineId);
    const { changes, seconds } = this.#byNode.get(node) ?? { changes: 0, seconds: 0 };
    this.#byNode.delete(node);
    this.#byNode.set(node, { changes: changes + 1, seconds: seconds + milliseconds / 1000 });
    const [oldest] = this.#byNode.keys();
    if (this.#byNode.size > MOST && oldest !== undefined) this.#byNode.delete(oldest);
  }

  get byNode(): Readonly<Record<string, Waited>> {
    return Object.fromEntries(this.#byNode);
  }
}
