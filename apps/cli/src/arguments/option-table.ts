// One table of options a command: parsing, help and the types of the values all follow from it.

interface OptionBase {
  /** One line for the help. */
  readonly summary: string;
  readonly short?: string;
}

export interface FlagOption extends OptionBase {
  readonly kind: 'flag';
  /** `--no-NAME` is understood, too. */
  readonly negatable?: true;
}

export interface TextOption extends OptionBase {
  readonly kind: 'text';
  readonly value: string;
}

/** Takes every argument up to the next option, and may stand more than once. */
export interface TextsOption extends OptionBase {
  readonly kind: 'texts';
  readonly value: string;
}

export interface IntegerOption extends OptionBase {
  readonly kind: 'integer';
  readonly value: string;
  readonly min: number;
  readonly max?: number;
}

export interface ChoiceOption extends OptionBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

export type Option = FlagOption | TextOption | TextsOption | IntegerOption | ChoiceOption;
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends FlagOption
  ? boolean
  : O extends TextOption
    ? string
    : O extends TextsOption
      ? readonly string[]
      : O extends IntegerOption
        ? number
        : O extends ChoiceOption
          ? O['choices'][number]
          : never;

/** What was given: an option that was not is absent, so that defaults stand with their users. */
export type Values<T extends OptionTable> = { readonly [Name in keyof T]?: ValueOf<T[Name]> };

/** Options that every command takes. */
export const commonOptions = {
  json: { kind: 'flag', summary: 'print one JSON object, for programs' },
  quiet: { kind: 'flag', short: 'q', summary: 'no progress, no notes' },
  threads: { kind: 'integer', value: 'N', min: 0, max: 1024, summary: 'threads to use (0 = all cores)' },
  debug: { kind: 'flag', summary: 'on failure, print the stack trace, too' },
  help: { kind: 'flag', short: 'h', summary: 'print this help' },
} as const satisfies OptionTable;

export type CommonValues = Values<typeof commonOptions>;
