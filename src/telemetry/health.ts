/** Whether the process should live, and whether it should be sent requests. */

export type State = 'starting' | 'ready' | 'draining';

export interface Report {
  readonly ok: boolean;
  readonly state: State;
  /** Name of a check -> 'ok', or what is wrong. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Rejects or throws when the part it looks at cannot do its work. */
export type Check = () => Promise<void> | void;

/** A balancer asks every few seconds and gives up after one or two. */
const CHECK_MS = 1000;

export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #checkMs: number;
  #state: State = 'starting';
  #fatal: string | undefined;

  constructor(checkMs: number = CHECK_MS) {
    this.#checkMs = checkMs;
  }

  get state(): State {
    return this.#state;
  }

  addCheck(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  ready(): void {
    if (this.#state === 'starting') this.#state = 'ready';
  }

  /** For good: a server that has begun to stop never takes requests again. */
  drain(): void {
    this.#state = 'draining';
  }

  /** Something broke that only a new process can mend. */
  fail(reason: string): void {
    this.#fatal ??= reason;
  }

  /** Asks no check: a store that is away for a minute must not get the process killed. */
  live(): Report {
    return { ok: this.#fatal === undefined, state: this.#state, checks: { process: this.#fatal ?? 'ok' } };
  }

  /** Ready, and every check passes within its time. */
  async readiness(): Promise<Report> {
    const names = [...this.#checks.keys()];
    const results = await Promise.all([...this.#checks.values()].map((check) => this.#run(check)));
    const checks: Record<string, string> = { process: this.#fatal ?? 'ok' };
    names.forEach((name, index) => {
      checks[name] = results[index] ?? 'ok';
    });
    const ok = this.#state === 'ready' && Object.values(checks).every((result) => result === 'ok');
    return { ok, state: this.#state, checks };
  }

  async #run(check: Check): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`no answer within ${this.#checkMs} ms`), this.#checkMs);
    });
    try {
      return await Promise.race([passed(check), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function passed(check: Check): Promise<string> {
  try {
    await check();
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
