/**
 * Huffman codes for symbols that come so often (T.81, annex K.2): of no more than 16 bits, none of ones alone. Where two
 * are equally rare the higher symbol counts as the rarer, as for libjpeg, so that the same codes come out.
 */

const SYMBOLS = 256;
const LONGEST = 16;

/** As in a DHT segment: 16 counts, then the symbols. `counts`: of each symbol. */
export function optimalCodes(counts: Uint32Array): Uint8Array {
  const lengths = lengthsOf(counts);
  const perLength = shortened(lengths);
  const symbols = Array.from({ length: SYMBOLS }, (_, symbol) => symbol).filter((symbol) => (lengths[symbol] ?? 0) > 0);
  symbols.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  return Uint8Array.from([...perLength, ...symbols]);
}

/** A symbol, or several that are one for the rest. */
interface Node {
  readonly count: number;
  readonly symbol: number;
  readonly members: readonly number[];
}

/** Of each symbol's code, as long as it takes; and of one more, which keeps the code of ones alone for nobody. */
function lengthsOf(counts: Uint32Array): Uint8Array {
  const nodes: Node[] = [{ count: 1, symbol: SYMBOLS, members: [SYMBOLS] }];
  counts.forEach((count, symbol) => {
    if (count > 0) nodes.push({ count, symbol, members: [symbol] });
  });
  const lengths = new Uint8Array(SYMBOLS + 1);
  while (nodes.length > 1) {
    const rarest = takeRarest(nodes);
    const next = takeRarest(nodes);
    const members = rarest.members.concat(next.members);
    for (const member of members) lengths[member] = (lengths[member] ?? 0) + 1;
    nodes.push({ count: rarest.count + next.count, symbol: rarest.symbol, members });
  }
  return lengths;
}

function takeRarest(nodes: Node[]): Node {
  let at = 0;
  let rarest = nodes[0];
  nodes.forEach((node, index) => {
    if (!rarest || node.count > rarest.count || (node.count === rarest.count && node.symbol <= rarest.symbol)) return;
    rarest = node;
    at = index;
  });
  const last = nodes.pop();
  if (!rarest || !last) throw new RangeError('no symbol');
  if (at < nodes.length) nodes[at] = last;
  return rarest;
}

/** How many codes there are of 1 to 16 bits, once those that are longer have changed places with shorter ones (figure K.3). */
function shortened(lengths: Uint8Array): number[] {
  const counts = new Array<number>(SYMBOLS + 1).fill(0);
  const at = (length: number) => counts[length] ?? 0;
  for (const length of lengths) if (length > 0) counts[length] = at(length) + 1;
  for (let length = counts.length - 1; length > LONGEST; length--) {
    while (at(length) > 0) {
      let shorter = length - 2;
      while (at(shorter) === 0) shorter--;
      counts[length] = at(length) - 2;
      counts[length - 1] = at(length - 1) + 1;
      counts[shorter + 1] = at(shorter + 1) + 2;
      counts[shorter] = at(shorter) - 1;
    }
  }
  let longest = LONGEST;
  while (at(longest) === 0) longest--;
  counts[longest] = at(longest) - 1;
  return counts.slice(1, LONGEST + 1);
}
