// Opens a tokenizer from the handle that another thread sent.

import { expectBoolean, expectObject, expectString, TokengraftError } from '@tokengraft/errors';
import { native, type NativeTokenizer } from '@tokengraft/native';
import { sharedKind, type SharedTokenizer } from './share-tokenizer.js';
import type { TokenizerSource } from './source.js';
import { Tokenizer } from './tokenizer.js';

/**
 * Opens the tokenizer that `handle` stands for, on the tables that it has already: nothing is read or copied.
 * Fails with `not-found` when the handle came from another process, or too late.
 */
export function openShared(handle: SharedTokenizer): Tokenizer {
  const { loaded, current, source, cleanUpTokenizationSpaces } = expectHandle(handle);
  return new Tokenizer(openPart(loaded), source, cleanUpTokenizationSpaces, openPart(current));
}

function openPart(id: string): NativeTokenizer {
  const opened = native().openShared(id);
  if (opened !== undefined) return opened;
  const message =
    'the shared tokenizer is gone, or was shared by another process; open it within keepFor milliseconds, or while the thread that shared it still uses it';
  throw new TokengraftError('not-found', message, { id });
}

function expectHandle(value: unknown): SharedTokenizer {
  const handle = expectObject('handle', value);
  if (handle['kind'] !== sharedKind) {
    throw new TypeError(
      `expected what Tokenizer.share() answers with for handle, received ${describe(handle['kind'])}`,
    );
  }
  return {
    kind: sharedKind,
    loaded: expectString('handle.loaded', handle['loaded']),
    current: expectString('handle.current', handle['current']),
    source: expectSource(expectObject('handle.source', handle['source'])),
    cleanUpTokenizationSpaces: expectBoolean('handle.cleanUpTokenizationSpaces', handle['cleanUpTokenizationSpaces']),
  };
}

function expectSource({ format, file, folder }: Readonly<Record<string, unknown>>): TokenizerSource {
  return {
    // The format only names what the source is; a wrong one is refused where it is used.
    format: expectString('handle.source.format', format) as TokenizerSource['format'],
    file: expectString('handle.source.file', file),
    folder: expectString('handle.source.folder', folder),
  };
}

function describe(received: unknown): string {
  return typeof received === 'string' ? `the kind ${JSON.stringify(received)}` : 'an object without that kind';
}
