// Small byte-pair vocabularies, trained on random words as real ones are trained on text.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/bpe/merger.h"
#include "tokenizer/spec.h"
#include "tokenizer/tiny_tokenizers.h"
#include "tokenizer/token_table.h"

namespace tg::test {

struct RandomBpe {
  std::vector<std::string> tokens;  // ids in order
  Merges merges;
  bool bytes = true;  // a unit is a byte, not a character

  TokenTable table() const;
};

// `units` come first; the most frequent pair of neighbours in `words` is merged, `merge_count` times. As in the
// reference's trainer, a pair that makes a token that is there makes that token.
RandomBpe train_bpe(Draws& draws, std::span<const std::string> words, std::vector<std::string> units, bool bytes,
                    std::size_t merge_count);

// The 256 bytes.
std::vector<std::string> byte_units();
// The characters of `text`, each once.
std::vector<std::string> characters_of(std::string_view text);

// `count` strings of 1 to `longest` of `units`, the first ones the most frequent.
std::vector<std::string> random_words(Draws& draws, std::span<const std::string> units, std::size_t count,
                                      std::size_t longest);

// `table` must outlive what is made. `options`: JSON of the model's options.
Result<BpeTables> make_tables(const RandomBpe& bpe, const TokenTable& table, std::string_view options = "{}",
                              MergeRule rule = MergeRule::listed);

// The ids that merging makes of `piece`.
std::vector<TokenId> merged(const Merger& merger, std::string_view piece);

}  // namespace tg::test
