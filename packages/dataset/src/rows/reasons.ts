// Why a row is not as its source has it. A code a row, written behind the output and counted in the manifest.

export const reasons = [
  'kept',
  'truncated-left',
  'truncated-right',
  'truncated-prompt',
  'truncated-answer',
  'overflow',
  'dropped-too-long',
  'dropped-empty',
  'dropped-unsupervised',
  'dropped-duplicate',
  'bad-row',
] as const;

export type Reason = (typeof reasons)[number];

export function codeOf(reason: Reason): number {
  return reasons.indexOf(reason);
}

export function isDropped(reason: Reason): boolean {
  return reason.startsWith('dropped-') || reason === 'bad-row';
}
