// LIMA's end of turn on tiny models: one operation changes everything that must agree, and the check proves it.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  builtInTemplateNames,
  type Check,
  checkChat,
  loadChatTemplate,
  maskChat,
  readStopIds,
  renderChat,
} from '@tokengraft/chat';
import { addEndOfTurn, extendVocabulary, replayRecipe, verifySurgery } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../fixtures/run-cli.js';
import { makeTinyModel } from './tiny-models.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';

const scratch = scratchFolder('eot');
const messages = [
  { role: 'user', content: 'hello <|eot|>' },
  { role: 'assistant', content: 'hello world' },
];

let model: string;
beforeAll(() => {
  model = makeTinyModel(scratch('model'), { layout: 'llama' }).folder;
  writeFileSync(path.join(model, 'generation_config.json'), '{\n  "temperature": 1.0,\n  "eos_token_id": 271\n}\n');
});

async function learntOf(folder: string): Promise<string> {
  const tokenizer = await loadTokenizer(folder);
  const { ids, mask } = maskChat(await loadChatTemplate(folder), { messages }, tokenizer);
  return tokenizer.decode(ids.filter((_, index) => mask[index] === 1));
}

describe('the LIMA layout', () => {
  const out = scratch('lima');
  let id: number;
  beforeAll(async () => {
    const report = await addEndOfTurn(model, { token: '<|eot|>', template: 'lima', out });
    id = report.id;
  });

  test('names the token in every file', () => {
    expect(readJson(out, 'tokenizer_config.json')).toMatchObject({ eos_token: '<|eot|>' });
    expect(readJson(out, 'special_tokens_map.json')).toMatchObject({ eos_token: '<|eot|>' });
    expect(readJson(out, 'generation_config.json')).toEqual({
      temperature: 1,
      eos_token_id: [id, 271],
      stop_strings: ['<|eot|>'],
    });
    expect(readFileSync(path.join(out, 'generation_config.json'), 'utf8')).toContain('"temperature": 1.0');
  });

  test('ends each utterance with the token, and learns the assistant’s', async () => {
    const { text } = renderChat(await loadChatTemplate(out), { messages });
    expect(text).toBe('<|endoftext|>hello <|eot|><|eot|>hello world<|eot|>');
    expect(await learntOf(out)).toBe('hello world<|eot|>');
  });

  test('is verified against its source, and what changed afterwards is found', async () => {
    expect(await verifySurgery(model, out)).toMatchObject({ ok: true });
    const bad = scratch('lima-bad');
    cpSync(out, bad, { recursive: true });
    writeFileSync(path.join(bad, 'generation_config.json'), '{"eos_token_id": [3]}');
    const { checks } = await verifySurgery(model, bad);
    expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ detail: /generation_config\.json is not the file/ }]);
  });

  test('is proved by the check, which the source fails', async () => {
    expect(runCli(['chat', 'check', out]).code).toBe(0);
    const { code, stderr } = runCli(['chat', 'check', model]);
    expect([code, stderr]).toEqual([65, expect.stringContaining('has no chat template')]);
    const tokenizer = await loadTokenizer(out);
    const stopIds = await readStopIds(out);
    const report = await checkChat({ template: await loadChatTemplate(out), tokenizer, stopIds }, [
      { chat: { messages }, place: 'here' },
    ]);
    expect(report).toMatchObject({ ok: true, chats: 1, turns: 1, supervisedIds: 3 });
  });
});

test('an end of sequence that only the tokenizer knows remains a stop id', async () => {
  const source = scratch('unconfigured');
  cpSync(model, source, { recursive: true });
  writeFileSync(path.join(source, 'generation_config.json'), '{}');
  const before = (await loadTokenizer(source)).tokenToId('<|endoftext|>');
  const out = scratch('unconfigured-eot');
  const { id, stopIds } = await addEndOfTurn(source, { token: '<|eot|>', template: 'lima', out });
  expect(stopIds).toEqual([id, before]);
  expect(readJson(out, 'generation_config.json')).toMatchObject({ eos_token_id: [id, before] });
});

test('a BOS that is no token of the tokenizer is not written by a built-in template', async () => {
  const source = scratch('no-bos');
  cpSync(model, source, { recursive: true });
  const config = readJson(source, 'tokenizer_config.json');
  writeFileSync(path.join(source, 'tokenizer_config.json'), JSON.stringify({ ...config, bos_token: '<|nowhere|>' }));
  const out = scratch('no-bos-eot');
  const { check } = await addEndOfTurn(source, { token: '<|eot|>', template: 'chatml', out });
  expect(check).toMatchObject({ ok: true });
  expect(renderChat(await loadChatTemplate(out), { messages }).text).not.toContain('<|nowhere|>');
});

test.each(builtInTemplateNames)('the built-in template %s makes a model that can stop', async (template) => {
  const out = scratch(`built-in-${template}`);
  const { check } = await addEndOfTurn(model, { token: '<|eot|>', template, out });
  expect(check?.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect((await learntOf(out)).trim()).toBe('hello world<|eot|>');
});

describe('without a template named', () => {
  const chatml = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

  test('the model’s own keeps its layout', async () => {
    const first = scratch('own');
    await addEndOfTurn(model, { token: '<|im_end|>', template: 'chatml', out: first });
    const file = path.join(first, 'chat_template.jinja');
    writeFileSync(file, chatml);
    const out = scratch('own-eot');
    const report = await addEndOfTurn(first, { token: '<|eot|>', out });
    expect(readFileSync(path.join(out, 'chat_template.jinja'), 'utf8')).toBe(chatml.replace('<|im_end|>', '<|eot|>'));
    expect(report.stopIds).toHaveLength(3);
  });

  test('the layout is LIMA’s where the model has none', async () => {
    const report = await addEndOfTurn(model, { token: '<|eot|>', dryRun: true });
    expect(report).toMatchObject({ template: 'built-in: lima', dryRun: true, stopStrings: ['<|eot|>'] });
  });
});

describe('stop strings of the generation configuration', () => {
  const read = (folder: string): unknown =>
    (JSON.parse(readFileSync(path.join(folder, 'generation_config.json'), 'utf8')) as { stop_strings?: unknown })
      .stop_strings;

  test.each([
    ['are made where there are none', undefined, {}, ['<|eot|>']],
    ['are made where they are null', null, {}, ['<|eot|>']],
    ['are not made when not asked', undefined, { stopStrings: false }, undefined],
    ['get the token beside them', ['User:'], {}, ['<|eot|>', 'User:']],
    ['become a list', 'User:', {}, ['<|eot|>', 'User:']],
    ['get the token beside them in any case', ['User:'], { stopStrings: false }, ['<|eot|>', 'User:']],
    ['are left null when not asked', null, { stopStrings: false }, null],
  ])('%s', async (name, before, options, after) => {
    const source = scratch(`strings-${name.replaceAll(' ', '-')}`);
    await extendVocabulary(model, { specialTokens: ['<|reserved_0|>'], out: source });
    const file = path.join(source, 'generation_config.json');
    const config = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
    writeFileSync(file, JSON.stringify({ ...config, ...(before === undefined ? {} : { stop_strings: before }) }));
    const out = `${source}-eot`;
    const plan = await addEndOfTurn(source, { token: '<|eot|>', template: 'lima', dryRun: true, ...options });
    const edit = plan.edits.find(({ field }) => field === 'stop_strings');
    expect(edit?.after).toEqual(Array.isArray(after) ? after : undefined);
    expect(plan.stopStrings).toEqual(after ?? []);
    await addEndOfTurn(source, { token: '<|eot|>', template: 'lima', out, ...options });
    expect(read(out)).toEqual(after);
  });
});

describe('taking over a token', () => {
  test('adds no row, and leaves nothing of the old one', async () => {
    const first = scratch('reserved');
    await extendVocabulary(model, { specialTokens: ['<|reserved_0|>'], out: first });
    const before = await loadTokenizer(first);
    const id = before.tokenToId('<|reserved_0|>');
    const out = scratch('repurposed');
    const report = await addEndOfTurn(first, { token: '<|eot|>', repurpose: '<|reserved_0|>', template: 'lima', out });
    expect(report).toMatchObject({ id, check: { ok: true } });
    expect(report.extension.rows).toEqual({ before: before.size, after: before.size });
    expect((await loadTokenizer(out)).tokenToId('<|reserved_0|>')).toBeUndefined();
  });

  test('is refused where the template needs more tokens than that', async () => {
    const options = { token: '<|eot|>', repurpose: '<|endoftext|>', template: 'chatml', dryRun: true };
    await expect(addEndOfTurn(model, options)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

describe('its recipe', () => {
  const turns = `{% for message in messages %}{{ message.content }}<|eot|>{% endfor %}`;
  let reserved: string;
  beforeAll(async () => {
    reserved = scratch('recipe-model');
    await extendVocabulary(model, { specialTokens: ['<|reserved_0|>'], out: reserved });
    writeFileSync(scratch('turns.jinja'), turns);
  });

  test.each([
    ['a new id', {}],
    ['a template that needs more tokens', { template: 'chatml' }],
    ['a template of a file', { template: scratch('turns.jinja'), padTo: 16, init: 'mean-cov' as const }],
    ['no stop string', { stopStrings: false }],
    ['a token taken over', { template: 'lima', repurpose: '<|reserved_0|>' }],
  ])('gives the same bytes again: %s', async (name, options) => {
    const [out, again] = ['out', 'again'].map((part) => scratch(`recipe-${name.replaceAll(' ', '-')}-${part}`));
    if (out === undefined || again === undefined) throw new Error('two folders');
    await addEndOfTurn(reserved, { token: '<|eot|>', ...options, out });
    const report = await replayRecipe(out, reserved, { out: again });
    expect(report).toMatchObject({ out: again, dryRun: false });
    expect(namesIn(again)).toEqual(namesIn(out));
    for (const file of namesIn(out)) {
      expect([file, readFileSync(path.join(again, file))]).toEqual([file, readFileSync(path.join(out, file))]);
    }
    expect(readFileSync(path.join(out, 'recipe.json'), 'utf8')).not.toContain(scratch());
  });

  test('of another source is refused, as is one without a template', async () => {
    const out = scratch('recipe-lies');
    await addEndOfTurn(reserved, { token: '<|eot|>', template: 'lima', out });
    await expect(replayRecipe(out, model, { out: scratch('never') })).rejects.toMatchObject({ code: 'bad-argument' });
    const recipe = readJson(out, 'recipe.json');
    writeFileSync(path.join(out, 'recipe.json'), JSON.stringify({ ...recipe, endOfTurn: { token: '<|eot|>' } }));
    await expect(replayRecipe(out, reserved, { out: scratch('never') })).rejects.toMatchObject({ code: 'bad-file' });
    expect(existsSync(scratch('never'))).toBe(false);
  });
});

describe('the command', () => {
  test('prints a plan and touches nothing', () => {
    const before = namesIn(scratch());
    const { code, stdout } = runCli(['chat', 'add-eot', model, '--token', '<|eot|>', '--dry-run']);
    expect([code, namesIn(scratch())]).toEqual([0, before]);
    for (const word of ['plan', 'eos_token_id', 'chat_template', '<|eot|>']) expect(stdout).toContain(word);
  });

  test('writes the model, and answers with one object', () => {
    const out = scratch('command');
    const { code, stdout } = runCli([
      'chat',
      'add-eot',
      model,
      '--token',
      '<|eot|>',
      '--template',
      'plain',
      '-o',
      out,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, token: '<|eot|>', template: 'built-in: plain', out });
  });

  test.each([
    ['without a token', [], 2, 'chat add-eot needs --token'],
    ['without an output', ['--token', 'x'], 2, 'needs -o/--out'],
    [
      'with an unknown template',
      ['--token', 'x', '--template', 'lame', '--dry-run'],
      2,
      'neither a file nor one of the built-in',
    ],
  ])('%s is wrong usage', (_, args, expected, message) => {
    const { code, stderr } = runCli(['chat', 'add-eot', model, ...args]);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });
});

test('a template that does not end turns with the token is refused, and nothing is left', async () => {
  const file = scratch('endless.jinja');
  writeFileSync(file, '{% for message in messages %}{{ message.content }}{% endfor %}');
  const out = scratch('endless');
  await expect(addEndOfTurn(model, { token: '<|eot|>', template: file, out })).rejects.toMatchObject({
    code: 'bad-argument',
  });
  expect(existsSync(out)).toBe(false);
});

describe('the check refutes', () => {
  const broken = (name: string, edit: (folder: string) => void): string => {
    const folder = scratch(`broken-${name}`);
    mkdirSync(folder);
    cpSync(scratch('lima'), folder, { recursive: true });
    edit(folder);
    return folder;
  };
  const set =
    (file: string, value: Record<string, unknown>) =>
    (folder: string): void =>
      writeFileSync(path.join(folder, file), JSON.stringify({ ...readJson(folder, file), ...value }));
  const template = (source: string) => set('tokenizer_config.json', { chat_template: source });
  const body = (rest: string): string => `{% for message in messages %}{{ message.content }}${rest}{% endfor %}`;

  test.each([
    ['a stop id that is not configured', 'stop-configured', set('generation_config.json', { eos_token_id: 271 })],
    ['padding that is the stop token', 'stop-is-not-pad', set('tokenizer_config.json', { pad_token: '<|eot|>' })],
    ['a template that ends no turn', 'stop-emitted', template(body('\\n'))],
    ['a token that the tokenizer does not have', 'specials-exist', template(body('<|nope|><|eot|>'))],
    [
      'two BOS within the chat',
      'one-bos',
      template(body('<|eot|>').replace('<|eot|>', '<|eot|>{{ bos_token }}{{ bos_token }}')),
    ],
    ['two BOS', 'one-bos', template(`{{ bos_token }}{{ bos_token }}${body('<|eot|>')}`)],
    [
      'a prompt that trained turns do not begin with',
      'prompt-is-prefix',
      template(`${body('<|eot|>')}{% if add_generation_prompt %}Answer:{% endif %}`),
    ],
    [
      'a template that changes what is past',
      'prefix-preserving',
      template(`{{ messages | length }}${body('<|eot|>')}`),
    ],
    [
      'a template that marks what the user says',
      'masks-agree',
      template(
        body('<|eot|>').replace('{{ message.content }}', '{% generation %}{{ message.content }}{% endgeneration %}'),
      ),
    ],
    [
      'a template that leaves the token out of what it marks',
      'stop-supervised',
      template(
        body('<|eot|>').replace('{{ message.content }}', '{% generation %}{{ message.content }}{% endgeneration %}'),
      ),
    ],
    [
      'a template that marks all turns',
      'user-not-supervised',
      template(
        `{% for message in messages %}{% generation %}{{ message.content }}<|eot|>{% endgeneration %}{% endfor %}`,
      ),
    ],
    [
      'an end of sequence that is no token',
      'stop-is-one-id',
      (folder: string) => {
        template(body('<|over|>'))(folder);
        set('tokenizer_config.json', { eos_token: '<|over|>' })(folder);
      },
    ],
    ['a template that fails', 'renders', template('{{ messages[9].content.x }}')],
  ])('%s, with %s', (title, name, edit) => {
    const { code, stdout } = runCli(['chat', 'check', broken(title.replaceAll(' ', '-'), edit), '--json']);
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: readonly Check[] };
    expect([code, ok]).toEqual([4, false]);
    const refuted = checks.find((check) => check.name === name);
    expect(refuted).toMatchObject({ ok: false, examples: expect.arrayContaining([expect.anything()]) });
    expect(refuted?.examples[0]?.place).not.toBe('');
  });

  test('data by the line', () => {
    const data = scratch('data.jsonl');
    const wrong = { messages: [messages[0], { role: 'user', content: 'again' }] };
    writeFileSync(data, `${JSON.stringify({ messages })}\n${JSON.stringify(wrong)}\n`);
    const { code, stdout } = runCli(['chat', 'check', scratch('lima'), data]);
    expect([code, stdout]).toEqual([4, expect.stringContaining('data.jsonl: line 2: ')]);
  });
});
