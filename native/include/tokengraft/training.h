// Tokenizers from text: how often each word of a corpus occurs, and the merges or pieces that these words ask for.
// What comes out depends on the counts alone: not on threads, on the order of texts, or on how a corpus was divided.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/status.h"
#include "tokengraft/tokenizer.h"

namespace tg {

struct WordCountOptions {
  // Longer words are counted in parts, cut between characters. REQUIRES: 4 <= longest_word <= 65535.
  std::size_t longest_word;
  // Bytes that counting and merging may take each. Tables of words that need more go sorted to files without names in
  // `spill_folder`. 0: no limit.
  std::size_t memory_budget;
  std::string spill_folder;
  // Where a tokenizer takes a text as one piece: words begin before this string, unless it follows itself. Empty: a
  // piece is a word.
  std::string word_mark;
};

struct WordCountSummary {
  std::uint64_t words = 0;        // distinct ones …
  std::uint64_t word_bytes = 0;   // … and their bytes
  std::uint64_t occurrences = 0;  // with weights
  std::uint64_t cut = 0;          // words that were longer than allowed, without weights
  std::uint64_t bytes = 0;        // of the texts that were added here, with weights …
  std::uint64_t runs = 0;         // … and their runs of anything but white space
  std::uint64_t spilled = 0;      // times that tables went to a file
};

// The words that a tokenizer's added tokens, normalizer and pre-tokenizer cut texts into, and how often each occurs.
class WordCounts {
 public:
  static Result<std::shared_ptr<WordCounts>> make(std::shared_ptr<const Tokenizer> tokenizer,
                                                  const WordCountOptions& options);
  virtual ~WordCounts() = default;

  // Each occurrence counts `weight` times. What is not valid UTF-8 is refused with Code::bad_file.
  virtual Status add_texts(std::span<const std::string_view> texts, std::uint64_t weight, unsigned threads,
                           const std::atomic<bool>* cancelled) = 0;
  // The same for `bytes` in which every line, with its end, is a text.
  virtual Status add_lines(std::string_view bytes, std::uint64_t weight, unsigned threads,
                           const std::atomic<bool>* cancelled) = 0;

  // Counts as a file: equal counts make equal bytes. `label` says what they were counted by; `load` refuses a file with
  // another one, and adds what it holds.
  virtual Status save(const std::string& path, std::string_view label) = 0;
  virtual Status load(const std::string& path, std::string_view label) = 0;

  virtual Result<WordCountSummary> summary() = 0;
  virtual std::size_t memory_budget() const = 0;
  // Every distinct word once. The view is valid during the call.
  virtual Status for_each(const std::function<void(std::string_view word, std::uint64_t count)>& visit) = 0;
};

// How often each character occurs, the most frequent first, those equally frequent by code point.
struct CharacterCount {
  char32_t character;
  std::uint64_t count;
};
Result<std::vector<CharacterCount>> count_characters(WordCounts& words);

struct BpeGoal {
  std::size_t tokens;             // at most so many new ones …
  TokenId first_id;               // … with ids from here on
  std::uint64_t min_count;        // of a pair that is merged, at least 1
  std::size_t longest_token;      // in bytes; 0: any
  std::string continuing_prefix;  // what WordPiece writes before tokens inside words; a merge drops the right one's
  // Only tokens whose own text the tokenizer keeps in one piece: others would never come out of it.
  bool own_text_is_a_piece;
  // Where pieces are whole texts: this string only begins tokens, and letters, digits and other characters do not mix.
  std::string word_mark;
  std::vector<std::string> forced;    // words that become tokens, before any other
  std::vector<std::string> excluded;  // texts that become none
};

struct LearnedMerge {
  TokenId left;
  TokenId right;
  std::uint64_t count;  // of the pair, when it was chosen
  std::uint64_t saved;  // tokens that the corpus has fewer
};

struct LearnedBpe {
  std::vector<LearnedMerge> merges;   // the i-th makes the token first_id + i
  std::uint64_t tokens_before = 0;    // of the corpus
  std::vector<std::uint64_t> uses;    // of each old id in the corpus, before any merge
  std::vector<std::string> unforced;  // forced words that cannot be made, and are no tokens yet
};

// Goes on with the training of a BPE tokenizer: encodes every word with the merges that it has, then joins the most
// frequent pair again and again. Of equally frequent ones the pair of lowest ids is first, which follow bytes in an
// alphabet and age among learnt tokens. Work is proportional to the occurrences that change.
// Fails with Code::limit when cancelled, where the distinct words have 2^32 symbols, or where they do not fit into the
// words' memory budget: all of them are kept for exact counts.
Result<LearnedBpe> learn_bpe(const Tokenizer& tokenizer, WordCounts& words, const BpeGoal& goal,
                             const std::atomic<bool>* cancelled);

struct UnigramGoal {
  std::size_t pieces;         // that come out, single characters among them
  std::size_t longest_piece;  // in characters
  std::size_t seeds;          // candidates at the beginning
  double shrinking;           // the share that a pruning keeps, between 0 and 1
  unsigned rounds;            // of expectation and maximisation between prunings
  // What may stand at a word's beginning only; empty: nothing.
  std::string word_mark;
};

struct UnigramPiece {
  std::string text;
  double score;  // natural logarithm of its probability
};

// Pieces by falling score, equal ones by bytes (Kudo 2018). All characters of `alphabet` are among them.
Result<std::vector<UnigramPiece>> learn_unigram(WordCounts& words, std::span<const std::string> alphabet,
                                                const UnigramGoal& goal, const std::atomic<bool>* cancelled);

}  // namespace tg
