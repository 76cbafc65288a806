import type { Companions } from '../companions.js';
import type { Role } from '../special-tokens.js';

/** What a family's stages need to know. */
export interface FamilySettings {
  readonly beside: Companions;
  /** The content and id of the token in a role, where there is one. */
  readonly token: (role: Role) => readonly [content: string, id: number] | undefined;
}

/** What a tokenizer class of transformers is made of that its vocabulary files do not say. Data, as tokenizer.json has it. */
export interface Family {
  /** Without the ending `Fast`. */
  readonly classes: readonly string[];
  readonly usualTokens: Readonly<Partial<Record<Role, unknown>>>;
  /** Options of the model. */
  readonly model: (settings: Pick<FamilySettings, 'beside'>) => object;
  readonly stages: (settings: FamilySettings) => object;
}
