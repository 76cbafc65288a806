import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { peersFolder } from '../locations.js';
import type { Peer } from './peer.js';

interface Answer {
  readonly ids: readonly (readonly number[])[];
  readonly milliseconds: number;
}

/** Debian's package belongs to Debian's Python, which need not be the first on PATH. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Google's library through Debian's python3-sentencepiece: it measures its own time in its own process. */
export const sentencepiece: Peer = {
  name: 'sentencepiece',
  kind: 'native',
  reads: ({ sentencePiece }) => sentencePiece !== undefined,
  async load({ sentencePiece = '' }) {
    const child = await startChild(sentencePiece);
    return {
      encode: async (text) => (await child.ask([text])).ids[0] ?? [],
      timeAll: async (texts) => (await child.ask(texts)).milliseconds,
      free: () => child.end(),
    };
  },
  async version() {
    const script = 'import sentencepiece; print(sentencepiece.__version__)';
    const answer = await promisify(execFile)(python, ['-c', script]).catch(() => undefined);
    return answer?.stdout.trim();
  },
};

async function startChild(model: string) {
  const script = path.join(peersFolder, 'sentencepiece_child.py');
  const child = spawn(python, [script, model], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.on('error', () => undefined); // the first line will be missing, which says it
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  if ((await lines.next()).done === true) {
    if (child.exitCode === null && child.pid !== undefined) await once(child, 'close');
    throw new Error(
      `${errors.trim().split('\n').at(-1) || 'no python3'} (Debian: apt-get install python3-sentencepiece)`,
    );
  }
  return {
    async ask(texts: readonly string[]): Promise<Answer> {
      child.stdin.write(`${JSON.stringify({ texts })}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value)) as Answer;
    },
    end: () => void child.stdin.end(),
  };
}
