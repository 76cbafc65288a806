// What the files of a model folder say about the end of a turn, and what they are to say.

import { join } from 'node:path';
import { planTemplateEdit, readSpecialTokens, readStopIds } from '@tokengraft/chat';
import { isFile, JsonDocument, readJsonDocument, type JsonPath } from '@tokengraft/documents';
import { loadTokenizer } from '@tokengraft/tokenizer';
import type { ConfigurationEdit } from '../vocabulary-plan.js';

export interface EndOfTurn {
  readonly token: string;
  readonly id: number;
  readonly templateSource: string;
  /** Ids at which generation stopped before. */
  readonly stops: readonly number[];
  /** Name the token as a stop string even where the model has none. */
  readonly stopStrings?: boolean;
}

export interface EndOfTurnEdits {
  /** New texts of files, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** The changed fields; of a template only that it changes. */
  readonly fields: readonly ConfigurationEdit[];
  /** At which strings generation will stop. */
  readonly stopStrings: readonly string[];
}

/** The new one first. */
export function stopsAt({ id, stops }: Pick<EndOfTurn, 'id' | 'stops'>): number[] {
  return [id, ...stops.filter((each) => each !== id)];
}

/** Where the model in `folder` stops: at the ids of its configuration, else at the tokenizer's end of sequence. */
export async function stopsBefore(folder: string): Promise<readonly number[]> {
  const configured = await readStopIds(folder);
  if (configured.length > 0) return configured;
  const { eos_token: end } = await readSpecialTokens(folder, true);
  const id = typeof end === 'string' ? (await loadTokenizer(folder)).tokenToId(end) : undefined;
  return id === undefined ? [] : [id];
}

/** Plans the edits in `folder`; touches nothing. */
export async function planEndOfTurn(folder: string, end: EndOfTurn): Promise<EndOfTurnEdits> {
  const edits = new Edits(folder);
  const template = await planTemplateEdit(folder, end.templateSource);
  edits.replace(template.file, template.before, template.after);
  await edits.setToken('tokenizer_config.json', 'eos_token', end.token, true);
  await edits.setToken('special_tokens_map.json', 'eos_token', end.token, false);
  await edits.set('generation_config.json', ['eos_token_id'], stopsAt(end), true);
  const stopStrings = await edits.addStopString(end.token, end.stopStrings === true);
  await edits.setStopId('config.json', end.id);
  return { ...edits.finish(), stopStrings };
}

class Edits {
  readonly #folder: string;
  readonly #documents = new Map<string, JsonDocument>();
  readonly #texts = new Map<string, string>();
  readonly #fields: ConfigurationEdit[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A whole file, or the JSON document that holds the template. */
  replace(file: string, before: string | undefined, after: string): void {
    if (before === after) return;
    const field = file.endsWith('.json') ? 'chat_template' : '(the whole file)';
    this.#fields.push({
      file,
      field,
      path: file.endsWith('.json') ? ['chat_template'] : [],
      before: before === undefined ? undefined : 'the old template',
      after: 'the new template',
    });
    if (file.endsWith('.json')) this.#documents.set(file, JsonDocument.parse(after, join(this.#folder, file)));
    this.#texts.set(file, after);
  }

  /** A token is written as a string, or as an object with its content. */
  async setToken(file: string, name: string, token: string, create: boolean): Promise<void> {
    const document = await this.#open(file, create);
    const path = typeof document?.get([name, 'content']) === 'string' ? [name, 'content'] : [name];
    await this.set(file, path, token, create);
  }

  /** Where a configuration names its stop id, also that of a part for text, it names the new one. */
  async setStopId(file: string, id: number): Promise<void> {
    const document = await this.#open(file, false);
    for (const path of [['eos_token_id'], ['text_config', 'eos_token_id']]) {
      if (document?.has(path) === true) await this.set(file, path, id, false);
    }
  }

  /**
   * Where generation stops at strings, it stops at the token, too; where it does not, with `create`. (With the field, `generate`
   * of transformers refuses to run unless it is given a tokenizer; the stop id does the same without it.)
   */
  async addStopString(token: string, create: boolean): Promise<readonly string[]> {
    const file = 'generation_config.json';
    const before = (await this.#open(file, false))?.get(['stop_strings']);
    if ((before === undefined || before === null) && !create) return [];
    const strings = (Array.isArray(before) ? before : [before]).filter((each) => typeof each === 'string');
    const after = [token, ...strings.filter((each) => each !== token)];
    await this.set(file, ['stop_strings'], after, true);
    return after;
  }

  /** Sets a field of a JSON file; one that is missing is made with `create`, else left. */
  async set(file: string, path: JsonPath, value: unknown, create: boolean): Promise<void> {
    const document = await this.#open(file, create);
    if (document === undefined) return;
    const before = document.get(path);
    if (JSON.stringify(before) === JSON.stringify(value)) return;
    document.set(path, value);
    this.#fields.push({ file, field: path.join('.'), path, before, after: value });
    this.#texts.set(file, document.text);
  }

  async #open(file: string, create: boolean): Promise<JsonDocument | undefined> {
    const known = this.#documents.get(file);
    if (known !== undefined) return known;
    const path = join(this.#folder, file);
    const there = await isFile(path);
    if (!there && !create) return undefined;
    const document = there ? await readJsonDocument(path) : JsonDocument.parse('{}\n', path);
    this.#documents.set(file, document);
    return document;
  }

  finish(): Pick<EndOfTurnEdits, 'texts' | 'fields'> {
    return { texts: this.#texts, fields: this.#fields };
  }
}
