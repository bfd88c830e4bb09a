/** The faces as the engine knows them: registered with it when the first text needs them, and then kept. */
import type { GlobalFonts } from '@napi-rs/canvas';
import { CHARACTER_TABLES, type CharacterMap, characterMap } from './character-map.js';
import type { Face, Faces } from './faces.js';
import { readFont } from './font-file.js';
import type { FontName } from './fonts.js';

type Registry = Pick<typeof GlobalFonts, 'registerFromPath'>;

export class Typeface {
  /** Its name in a list of families; nothing else is called so. */
  readonly family: string;
  readonly emoji: boolean;
  readonly #path: string;
  readonly #registry: Registry;
  #characters: CharacterMap | undefined;
  #registered = false;

  constructor(registry: Registry, { path }: Face, { family, emoji }: { family: string; emoji: boolean }) {
    this.#registry = registry;
    this.#path = path;
    this.family = family;
    this.emoji = emoji;
  }

  get characters(): CharacterMap {
    this.#characters ??= readCharacters(this.#path);
    return this.#characters;
  }

  /** Before the first text in it: the engine remembers a family that it did not find. */
  register(): void {
    if (this.#registered) return;
    if (this.#registry.registerFromPath(this.#path, this.family) === null) {
      throw new Error(`the font ${this.#path} cannot be loaded`);
    }
    this.#registered = true;
  }
}

/** A file that has gone since the start has no characters: the text is then drawn in the next face. */
function readCharacters(path: string): CharacterMap {
  try {
    return characterMap(readFont(path, CHARACTER_TABLES));
  } catch {
    return characterMap({ table: () => undefined });
  }
}

export interface Typefaces {
  /** The face of that name first, then those that help out. */
  chain(name: FontName): readonly Typeface[];
}

export function typefacesOf({ named, fallbacks, emoji }: Faces, registry: Registry): Typefaces {
  const made = new Map<string, Typeface>();
  const typeface = (face: Face, coloured = false): Typeface => {
    const known = made.get(face.path);
    if (known) return known;
    const family = `tintype-${made.size}`;
    const fresh = new Typeface(registry, face, { family, emoji: coloured });
    made.set(face.path, fresh);
    return fresh;
  };
  return {
    chain(name) {
      const first = typeface(named[name]);
      const others = fallbacks.map((face) => typeface(face)).filter((other) => other !== first);
      return [first, ...others, ...emoji.map((face) => typeface(face, true))];
    },
  };
}
