// What native code needs to know to make rows of JSON lines by itself. It takes rows that nothing happens to; whether
// one is too long or has nothing to learn is seen by its length and its runs, and decided here.

import { createJsonRows, type JsonRowColumn, type JsonRows, type Tokenizer, type TurnEnd } from '@tokengraft/tokenizer';
import type { Shape, TurnColumn } from '../shapes/example.js';
import { shapeNames, shapes } from '../shapes/index.js';
import type { DatasetSettings } from '../settings.js';
import { endsWithEos, isSupervised, learnsEos } from './draft.js';
import { frameOf, noFrame, type Frame } from './frame.js';
import type { ModelFacts } from './model-facts.js';

/** The encoder of JSON lines; undefined where the settings need each row's text or value. */
export function createLineEncoder(
  tokenizer: Tokenizer,
  settings: DatasetSettings,
  { eosId }: ModelFacts,
  frame: Frame = settings.addSpecialTokens ? frameOf(tokenizer) : noFrame,
): JsonRows | undefined {
  const { rendering, truncation, unsupervised, deduplicate, validation } = settings;
  const needsText = truncation === 'error' || unsupervised === 'error' || deduplicate || validation > 0;
  if (rendering === 'template' || needsText) return undefined;
  const mayMix = tokensAreText(tokenizer);
  const names = settings.shape === 'auto' ? shapeNames : [settings.shape];
  return createJsonRows(tokenizer, {
    shapes: names.map((name) => ({
      keys: shapes[name].keys.map((key) => settings.columns[key] ?? key),
      columns: columnsOf(shapes[name], settings, eosId, mayMix),
    })),
    separator: settings.separator,
    stop: eosId ?? 0,
    prefix: frame.prefix,
    suffix: frame.suffix,
    special: settings.special,
    longestLine: settings.maxRowBytes,
  });
}

/** Empty for shapes whose rows are left to JavaScript. */
function columnsOf(
  { turns = [] }: Shape,
  settings: DatasetSettings,
  eosId: number | undefined,
  mayMix: boolean,
): JsonRowColumn[] {
  const columns = turns.map((turn, index) => ({
    name: settings.columns[turn.name] ?? turn.name,
    supervised: isSupervised(turn, settings),
    optional: turn.optional,
    skipEmpty: turn.skipEmpty,
    end: eosId === undefined ? ('nothing' as const) : endOf(turn, index === turns.length - 1, settings),
  }));
  const mixes = columns.some(({ supervised }) => supervised !== columns[0]?.supervised) || settings.separator !== '';
  return mixes && !mayMix ? [] : columns;
}

function endOf(turn: TurnColumn, isLast: boolean, settings: DatasetSettings): TurnEnd {
  if (!endsWithEos(turn, isLast, settings.eos)) return 'nothing';
  return learnsEos(turn, isLast, settings) ? 'supervised-stop' : 'stop';
}

const probe = ' Who? Me, 12 times.\nÜber ';

/** Whether tokens laid end to end are the text. Native code sees to it for each text; here is told whether to ask it at all. */
function tokensAreText(tokenizer: Tokenizer): boolean {
  const ids = tokenizer.encode(probe, { addSpecialTokens: false });
  const bytes = Buffer.concat(Array.from(ids, (id) => tokenizer.decodeBytes([id])));
  return bytes.toString('utf8') === probe;
}
