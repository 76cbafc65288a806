// Every way tokengraft refuses, with the exit code of the command line that belongs to it. Codes are public and stay.

export const errorCodes = {
  /** A file contradicts its own format, or two files of a folder contradict each other. */
  'bad-file': 65,
  /** A file asks for something this version cannot do exactly. */
  unsupported: 65,
  /** A tensor, token, id or field that was named does not exist. */
  'not-found': 65,
  /** Tensors, configuration and tokenizer disagree about a size. */
  'shape-mismatch': 65,
  /** Input and output table differ although the configuration ties them. */
  'tie-conflict': 65,
  /** Two tokens claim one id, or one token two ids. */
  'id-clash': 65,
  /** A statistic would be taken over values that are not finite. */
  'non-finite': 65,
  /** A special token stands in text whose policy is `refuse`. */
  'special-token-in-text': 65,
  /** A chat template refuses the chat, or runs into an error with it. */
  'template-failed': 65,
  /** A stated limit was reached. */
  limit: 65,
  /** The output exists and is not empty. */
  'target-exists': 2,
  /** Arguments that make no sense together. */
  'bad-argument': 2,
  /** Parts of the work are not done yet. */
  incomplete: 3,
  /** Something that may go away: a queue or host that does not answer. */
  temporary: 75,
  /** A check found that the output is not what the plan says. */
  'verification-failed': 4,
  /** The operating system refused to read or write. */
  io: 74,
  /** The device is full. */
  'no-space': 74,
  /** No native binary fits this platform. */
  'native-not-found': 1,
  /** A bug of tokengraft. */
  internal: 1,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The exit code that the command line answers with for an error of `code`. */
export function exitCodeOf(code: ErrorCode): number {
  return errorCodes[code];
}
