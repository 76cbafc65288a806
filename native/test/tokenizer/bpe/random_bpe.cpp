#include "tokenizer/bpe/random_bpe.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "text/utf8.h"

namespace tg::test {
namespace {

using Word = std::vector<TokenId>;
using Pair = std::pair<TokenId, TokenId>;

class Trainer {
 public:
  Trainer(Draws& draws, RandomBpe& bpe) : draws_(draws), bpe_(bpe) {
    for (TokenId id = 0; id < bpe_.tokens.size(); ++id) ids_.emplace(bpe_.tokens[id], id);
  }

  void read(std::string_view text) {
    Word word;
    for (const std::string& unit : units_of(text)) word.push_back(ids_.at(unit));
    words_.push_back(std::move(word));
  }

  // False: no two symbols are neighbours anywhere.
  bool merge_once() {
    std::map<Pair, std::uint64_t> counts;
    for (const Word& word : words_) {
      for (std::size_t i = 0; i + 1 < word.size(); ++i) ++counts[{word[i], word[i + 1]}];
    }
    if (counts.empty()) return false;
    std::pair<std::uint64_t, Pair> best;
    for (const auto& [pair, count] : counts) best = std::max(best, {count * 16 + draws_.below(16), pair});
    join(best.second);
    return true;
  }

 private:
  std::vector<std::string> units_of(std::string_view text) const {
    if (!bpe_.bytes) return characters_in_order(text);
    std::vector<std::string> units;
    for (const char byte : text) units.emplace_back(1, byte);
    return units;
  }

  static std::vector<std::string> characters_in_order(std::string_view text) {
    std::vector<std::string> characters;
    for (std::size_t at = 0; at < text.size(); at += characters.back().size()) {
      characters.emplace_back(text.substr(at, utf8_length(static_cast<unsigned char>(text[at]))));
    }
    return characters;
  }

  void join(Pair pair) {
    const std::string token = bpe_.tokens[pair.first] + bpe_.tokens[pair.second];
    const auto [place, is_new] = ids_.emplace(token, static_cast<TokenId>(bpe_.tokens.size()));
    if (is_new) bpe_.tokens.push_back(token);
    bpe_.merges.push_back({pair.first, pair.second, place->second});
    for (Word& word : words_) join_in(word, pair, place->second);
  }

  static void join_in(Word& word, Pair pair, TokenId result) {
    Word joined;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const bool here = i + 1 < word.size() && Pair(word[i], word[i + 1]) == pair;
      joined.push_back(here ? result : word[i]);
      i += here ? 1 : 0;
    }
    word = std::move(joined);
  }

  Draws& draws_;
  RandomBpe& bpe_;
  std::map<std::string, TokenId> ids_;
  std::vector<Word> words_;
};

}  // namespace

TokenTable RandomBpe::table() const {
  TokenTable table(tokens.size(), 0);
  for (TokenId id = 0; id < tokens.size(); ++id) table.add(id, tokens[id]);
  return table;
}

RandomBpe train_bpe(Draws& draws, std::span<const std::string> words, std::vector<std::string> units, bool bytes,
                    std::size_t merge_count) {
  RandomBpe bpe{std::move(units), {}, bytes};
  Trainer trainer(draws, bpe);
  for (const std::string& word : words) trainer.read(word);
  for (std::size_t i = 0; i < merge_count && trainer.merge_once(); ++i) {
  }
  return bpe;
}

std::vector<std::string> byte_units() {
  std::vector<std::string> units;
  for (unsigned byte = 0; byte < 256; ++byte) units.emplace_back(1, static_cast<char>(byte));
  return units;
}

std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, utf8_length(static_cast<unsigned char>(text[at])));
    if (std::ranges::find(characters, character) == characters.end()) characters.emplace_back(character);
    at += character.size();
  }
  return characters;
}

std::vector<std::string> random_words(Draws& draws, std::span<const std::string> units, std::size_t count,
                                      std::size_t longest) {
  std::vector<std::string> words(count);
  for (std::string& word : words) {
    for (std::uint64_t left = 1 + draws.below(longest); left > 0; --left) {
      word += units[draws.below(1 + draws.below(units.size()))];
    }
  }
  return words;
}

Result<BpeTables> make_tables(const RandomBpe& bpe, const TokenTable& table, std::string_view options, MergeRule rule) {
  ModelSpec spec;
  spec.type = "BPE";
  spec.where = "random: model";
  spec.alphabet = bpe.bytes ? TokenAlphabet::bytes : TokenAlphabet::characters;
  spec.merge_rule = rule;
  auto read = json::Reader(options, "options").read_value();
  if (!read.ok()) return read.status();
  spec.options = std::move(read).value();
  if (rule == MergeRule::listed) spec.merges = bpe.merges;
  auto tables = BpeTables::make(spec, table, bpe.bytes);
  if (!tables.ok()) return tables.status();
  tables->set_pairs(spec, table);
  tables->set_tokens(spec, table);
  return tables;
}

std::vector<TokenId> merged(const Merger& merger, std::string_view piece) {
  BpeScratch scratch;
  bool dropped = false;
  std::vector<TokenId> ids;
  if (!merger.merge(piece, scratch, dropped)) fail(__FILE__, __LINE__, "the unknown token is missing");
  for (const Symbol symbol : scratch.symbols) ids.push_back(symbol.id);
  return ids;
}

}  // namespace tg::test
