// Rendering a long chat: the engine of this project, the JavaScript one of Hugging Face, and Python's own.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { builtInTemplates, ChatTemplate, renderChat, type ChatInput } from '@tokengraft/chat';
import { peersFolder } from '../locations.js';
import { interleave, median, spread, type Contestant } from '../measure.js';
import { importPeer } from '../peers/installed.js';
import type { Context, Row, Suite } from './suite.js';

const turns = 100;
const contentLength = 8192;
const passes = 100;
const names = ['chatml', 'llama3', 'gemma', 'mistral'] as const;

export const chat: Suite = {
  title: 'Chat: rendering 100 turns of 8 KB',
  about:
    'One rendering of a compiled template, text as the engine returns it: V8 keeps a concatenation as a rope, Python copies. Outputs are compared first. jinja2 is Debian’s, in a process of its own that takes its own time.',
  async run(context) {
    const rows: Row[] = [];
    for (const name of names) {
      context.log(name);
      rows.push(...(await measure(name, context)));
    }
    return rows;
  },
};

interface Renderer {
  readonly name: string;
  /** Answers with the text, for comparing. */
  readonly text: string;
  readonly contestant: Contestant<undefined>;
  readonly close?: () => void;
}

const prose = 'The quick brown fox jumps over the lazy dog, and then it sits. ';

function makeInput(): ChatInput {
  const content = prose.repeat(Math.ceil(contentLength / prose.length)).slice(0, contentLength);
  const messages = Array.from({ length: turns }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `${index} ${content}`,
  }));
  return { messages, bos_token: '<s>', add_generation_prompt: true };
}

async function measure(name: (typeof names)[number], context: Context): Promise<Row[]> {
  const template = builtInTemplates[name];
  const question = { template: template.source(template.endOfTurn), input: makeInput() };
  const renderers = [ours(question)];
  for (const open of [huggingFace, python]) {
    const renderer = await open(question, context).catch((error: unknown) => {
      context.skip(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (renderer !== undefined) renderers.push(renderer);
  }
  const { times } = await interleave(
    renderers.map(({ contestant }) => contestant),
    context.limits,
  );
  for (const { close } of renderers) close?.();
  const expected = renderers.at(-1)?.text;
  return renderers.map(({ name: peer, text }) => {
    const samples = times.get(peer) ?? [];
    const row = { group: 'one rendering', column: name, peer, unit: 'ms', better: 'lower', samples } as const;
    return { ...row, value: median(samples), spreadPercent: spread(samples), exact: text === expected };
  });
}

interface Question {
  readonly template: string;
  readonly input: ChatInput;
}

function inProcess(name: string, render: () => string): Renderer {
  const contestant = {
    name,
    passes,
    prepare: async () => undefined,
    run: async () => {
      render();
    },
  };
  return { name, text: render(), contestant };
}

function ours({ template, input }: Question): Renderer {
  const compiled = new ChatTemplate(template);
  return inProcess('tokengraft', () => renderChat(compiled, input).text);
}

interface HuggingFaceJinja {
  Template: new (source: string) => { render(variables: object): string };
}

async function huggingFace({ template, input }: Question): Promise<Renderer> {
  const { Template } = await importPeer<HuggingFaceJinja>('@huggingface/jinja');
  const compiled = new Template(template);
  return inProcess('@huggingface/jinja', () => compiled.render(input));
}

async function python({ template, input }: Question, { limits }: Context): Promise<Renderer> {
  const child = spawn('/usr/bin/python3', [path.join(peersFolder, 'jinja2_child.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout });
  const { text } = (await ask({ template, variables: input }, child, lines)) as { text: string };
  const contestant = {
    name: 'jinja2 (Python)',
    prepare: async () => undefined,
    run: async () => ((await ask({ clock: limits.clock }, child, lines)) as { milliseconds: number }).milliseconds,
  };
  return { name: contestant.name, text, contestant, close: () => child.kill() };
}

async function ask(question: object, child: ChildProcessWithoutNullStreams, lines: Interface): Promise<unknown> {
  const answered = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('python3-jinja2 is not there')));
  });
  child.stdin.write(`${JSON.stringify(question)}\n`);
  return JSON.parse(await answered) as unknown;
}
