// What a run leaves behind, as data: results.json holds exactly this, and the other files are made from it.

import type { Machine } from '../machine.js';
import type { Row } from '../suites/suite.js';

export interface SuiteResults {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly rows: readonly Row[];
  readonly seconds: number;
}

export interface Results {
  readonly schemaVersion: 1;
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly peers: Readonly<Record<string, string>>;
  readonly texts: readonly { readonly name: string; readonly bytes: number }[];
  readonly suites: readonly SuiteResults[];
  /** What is not here, and why. */
  readonly skipped: readonly string[];
}
