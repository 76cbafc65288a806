// The other kinds of models: BPE as SentencePiece does it, WordPiece, Unigram.

import { encodeWith } from './encode.js';
import type { Row, Suite } from './suite.js';

export const families: Suite = {
  title: 'Families: SentencePiece BPE, WordPiece, Unigram',
  about:
    'As in encode, where Gemma is as well. sentencepiece runs in a Python process and takes its own time there; where a vocabulary has no SentencePiece file, one is written from its tokenizer.json.',
  async run(context) {
    const rows: Row[] = [];
    const names = ['llama2', 'mistral_v01', 'bert_base_uncased', 't5_small', 'nmt_unigram'] as const;
    for (const vocabulary of await context.vocabularies(names)) rows.push(...(await encodeWith(vocabulary, context)));
    return rows;
  },
};
