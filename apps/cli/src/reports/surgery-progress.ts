import type { SurgeryProgress, SurgeryStep } from '@tokengraft/surgery';
import type { Screen } from '../terminal/screen.js';

const labels: Readonly<Record<SurgeryStep, string>> = {
  open: 'opening',
  plan: 'planning',
  write: 'writing',
  verify: 'verifying',
};

/** Shows the steps of surgery as a progress line. */
export function showSurgeryProgress(screen: Screen): (progress: SurgeryProgress) => void {
  return ({ step, done, total }) => screen.progress(labels[step], done, total);
}
