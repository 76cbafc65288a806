// Small tokenizers made by hand, so that a test shows all the data it depends on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "tokengraft/tokenizer.h"

namespace tg::test {

constexpr EncodeOptions kPlain{false, SpecialPolicy::match};
constexpr EncodeOptions kFramed{true, SpecialPolicy::match};

// The parts of a tokenizer.json, each as JSON text.
struct TinyJson {
  std::vector<std::string> tokens;                          // ids in order
  std::vector<std::pair<std::string, std::string>> merges;  // what they make is in `tokens` too
  std::string normalizer = "null";
  std::string pre_tokenizer = "null";
  std::string post_processor = "null";
  std::string decoder = "null";
  std::string added = "[]";
  std::string model_options;  // further members of the model: R"("unk_token":"?",)"
};

std::string json_quote(std::string_view text);
std::string to_json(const TinyJson& parts);
Result<std::shared_ptr<const Tokenizer>> parse_tiny(const TinyJson& parts);

// All 256 bytes, ids as bytes, then "he" 256, "ll" 257, "hell" 258, "hello" 259, " w" 260, "or" 261; byte-level, cut by
// GPT-2's pattern.
TinyJson byte_level();
// Characters with a prefix "▁" for spaces, byte fallback, as Llama 2 has it. "<unk>" 0, "<s>" 1, "</s>" 2, bytes
// from 3.
TinyJson byte_fallback();

// One added token; flags are letters: s special, w single word, l lstrip, r rstrip, n normalized.
std::string added_token(TokenId id, std::string_view content, std::string_view flags);
AddedToken new_token(std::string content, std::string_view flags);

IdList ids_of(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options = kPlain);
// The tokens' names, with a bar between.
std::string names_of(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options = kPlain);

// That of the environment, or another one each time: print it with what fails.
unsigned draw_seed();

// A stream of numbers that repeats for a seed (SplitMix64).
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t limit);
  // Characters of all lengths, white space and marks among them.
  std::string text(std::size_t characters);

 private:
  std::uint64_t state_;
};

}  // namespace tg::test
