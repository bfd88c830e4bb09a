/**
 * Where everything lies in the memory of the decoder: addresses in bytes, none of which depends on the picture. Nothing
 * is ever allocated. Below 4096 are the constants of the compiler (WAVES in coefficients.ts).
 */

/** Bytes of the file, as they come. */
export const RAW: usize = 4096;
export const RAW_SIZE: usize = 65536;

/**
 * The same bytes behind one another, without the zeros and the markers between them, from STREAM_TOP downwards: what
 * comes first lies highest. Eight of them read at once are then a number whose highest bits come first. Below there is
 * room for what a broken file makes us read behind its end: at most a unit of 6 blocks of 64 codes of 27 bits.
 */
const SLACK: usize = 4096;
export const STREAM_BOTTOM: usize = RAW + RAW_SIZE + SLACK;
export const STREAM_TOP: usize = STREAM_BOTTOM + 32768;

/** A DHT segment's table, as the host hands it over: 16 counts, then the values. Or a DQT's 64 numbers. */
export const HANDED: usize = STREAM_TOP + 64;

/** Four quantisation tables of 64 bytes, in the order of the file. */
export const QUANTISATION: usize = HANDED + 512;

/** For blocks of 2, 4 and 8 samples: where each coefficient lies, 64 bytes; see coefficients.ts. */
export const PLACES: usize = QUANTISATION + 4 * 64;

/** Of up to 3 components: the factors of their coefficients, 16 bits each, as these lie in a block. */
export const FACTORS: usize = PLACES + 3 * 64;

/** Of 6 blocks: the coefficients, 16 bits each; and for each block which is the last one. */
export const BLOCK_SIZE: usize = 128;
export const BLOCKS: usize = FACTORS + 3 * BLOCK_SIZE;
export const BLOCKS_SIZE: usize = 6 * BLOCK_SIZE;
export const LAST_OF: usize = BLOCKS + BLOCKS_SIZE;

/** Of up to 3 components: see planes.ts, and result.ts. */
export const COMPONENTS: usize = LAST_OF + 64;
export const SCALED: usize = COMPONENTS + 3 * 32;

/** Huffman tables: see tables.ts, which says where they end; behind them there is room for what planes.ts makes. */
export const TABLES: usize = SCALED + 3 * 32 + 64;
