// What a user should know before accepting a plan: odd facts of the model, and consequences of the choices made.

import type { Checkpoint, RowAccount } from '@tokengraft/checkpoint';
import { needsRow, type ChangedVocabulary } from './changed-vocabulary.js';
import type { SurgerySettings } from './extend-options.js';
import { describeInit } from './init-choice.js';
import { findOtherInputs } from './other-inputs.js';
import { decodeToken } from './pieces.js';
import { readsPopulation } from './plan-matrices.js';
import { rowsNotFinite, type RowFlags } from './population.js';
import { nameRows } from './row-ranges.js';
import type { MatrixPlan } from './vocabulary-plan.js';

export interface WarningFacts {
  readonly checkpoint: Checkpoint;
  readonly vocabulary: ChangedVocabulary;
  readonly settings: SurgerySettings;
  readonly before: RowAccount;
  readonly after: RowAccount;
  readonly matrices: readonly MatrixPlan[];
  readonly flags: ReadonlyMap<string, RowFlags>;
  /** undefined: the configuration has none. */
  readonly initializerRange: number | undefined;
}

export function findWarnings(facts: WarningFacts): string[] {
  const findings = facts.checkpoint.findings.map(({ message }) => message);
  return [...findings, ...rules.flatMap((rule) => rule(facts))];
}

type Rule = (facts: WarningFacts) => readonly string[];

const withoutRow: Rule = ({ before }) =>
  when(before.withoutRow > 0, () => {
    const have = before.withoutRow === 1 ? 'token has' : 'tokens have';
    return `${before.withoutRow} ${have} no row in the source; the mean fills them`;
  });

const holes: Rule = ({ after }) =>
  when(after.holes > 0, () => `${after.holes} ids below the largest have no token; they stay as they are`);

const padding: Rule = ({ after }) =>
  when(after.spare > 0, () => {
    return `${after.spare} rows behind the last id have no token; a sampler that does not mask them can choose them`;
  });

const notMultiple: Rule = ({ after, settings }) =>
  when(after.rows % settings.padTo !== 0, () => {
    return `${after.rows} rows are no multiple of ${settings.padTo}, but enough; rows are never fewer than before`;
  });

const zeroHead: Rule = ({ matrices, checkpoint }) =>
  when(
    matrices.some(({ role, method }) => method === 'zero' && (role === 'head' || checkpoint.tying.tied)),
    () => 'a zero row in the head gives the logit 0, which wins wherever all others are negative',
  );

const guessedDeviation: Rule = ({ matrices, initializerRange }) =>
  when(
    initializerRange === undefined && matrices.some(({ method }) => method === 'normal'),
    () => `config.json has no initializer_range; normal uses ${matrices[0]?.normal.deviation}`,
  );

const headFollows: Rule = ({ checkpoint, settings }) =>
  when(checkpoint.tying.tied && describeInit(settings.initHead) !== describeInit(settings.init), () => {
    return `the head is tied to the input table, so its rows follow init "${describeInit(settings.init)}", not "${describeInit(settings.initHead)}"`;
  });

const nothingLive: Rule = ({ settings, matrices }) =>
  matrices
    .filter(
      ({ population, fill }) =>
        population !== settings.population && fill.some(({ recipe }) => readsPopulation(recipe)),
    )
    .map(({ tensor }) => `no row of ${tensor} counts as live; the mean is taken over all of them`);

const brokenRows: Rule = ({ flags }) =>
  [...flags].flatMap(([tensor, rowFlags]) => {
    const rows = rowsNotFinite(rowFlags);
    return when(
      rows.length > 0,
      () => `${tensor} has values that are not finite in row ${nameRows(rows)}; left as they are`,
    );
  });

/**
 * A byte-level decoder reads letters such as "Å" as stand-ins for bytes, also those of an added token; a normalizer changes
 * added tokens that are not special. A space between tokens is no surprise.
 */
const decodedOtherwise: Rule = ({ vocabulary: { tokens, added, after } }) => {
  const wrong = tokens.flatMap((token) => {
    const { id, content } = token;
    const text = needsRow(token) && added.has(id) ? decodeToken(after, id) : content;
    return text.trimStart() === content.trimStart()
      ? []
      : [`${JSON.stringify(content)} decodes as ${JSON.stringify(text)}`];
  });
  const more = wrong.length > 3 ? ` (and ${wrong.length - 3} more)` : '';
  return when(
    wrong.length > 0,
    () =>
      `${wrong.slice(0, 3).join(', ')}${more}: this tokenizer's normalizer or decoder does that, in Hugging Face's tokenizers, too`,
  );
};

const noText: Rule = ({ checkpoint, vocabulary }) => {
  if (vocabulary.kept !== undefined) return []; // where ids move, the field moves with them
  const [other] = findOtherInputs(checkpoint);
  const first = vocabulary.tokens.find(
    (token) => needsRow(token) && token.id >= (other?.begin ?? Number.POSITIVE_INFINITY),
  );
  return when(first !== undefined, () => {
    return `config.json: ${other?.path.join('.')} is ${other?.begin}, so the model's code reads the new id ${first?.id} as an image or sound; repurpose tokens below it instead`;
  });
};

const removedFiles: Rule = ({ vocabulary }) =>
  vocabulary.files
    .filter(({ action }) => action === 'removed')
    .map(({ file, why }) => `${file} is left out of the output: it ${why}`);

const rules: readonly Rule[] = [
  withoutRow,
  holes,
  padding,
  notMultiple,
  zeroHead,
  guessedDeviation,
  headFollows,
  nothingLive,
  brokenRows,
  decodedOtherwise,
  noText,
  removedFiles,
];

function when(condition: boolean, sentence: () => string): readonly string[] {
  return condition ? [sentence()] : [];
}
