#include "tokenizer/tiny_tokenizers.h"

#include <array>
#include <cstdlib>
#include <random>

#include "base/quote.h"
#include "tokenizer/byte_alphabet.h"

namespace tg::test {
namespace {

bool has(std::string_view flags, char flag) {
  return flags.find(flag) != flags.npos;
}

std::string flag(std::string_view name, bool value) {
  return ",\"" + std::string(name) + "\":" + (value ? "true" : "false");
}

std::string vocabulary_json(const std::vector<std::string>& tokens) {
  std::string json = "{";
  for (std::size_t id = 0; id < tokens.size(); ++id) {
    json += (id == 0 ? "" : ",") + json_quote(tokens[id]) + ":" + std::to_string(id);
  }
  return json + "}";
}

std::string merges_json(const std::vector<std::pair<std::string, std::string>>& merges) {
  std::string json = "[";
  for (const auto& [left, right] : merges) {
    json += (json.size() == 1 ? "" : ",") + ("[" + json_quote(left) + "," + json_quote(right) + "]");
  }
  return json + "]";
}

void add_merge(TinyJson& parts, const std::string& left, const std::string& right) {
  parts.tokens.push_back(left + right);
  parts.merges.emplace_back(left, right);
}

}  // namespace

std::string json_quote(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (byte < 0x20) {
      json += "\\u" + hexadecimal(byte, 4);
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string to_json(const TinyJson& parts) {
  return R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":)" + parts.added + R"(,"normalizer":)" +
         parts.normalizer + R"(,"pre_tokenizer":)" + parts.pre_tokenizer + R"(,"post_processor":)" +
         parts.post_processor + R"(,"decoder":)" + parts.decoder + R"(,"model":{"type":"BPE",)" + parts.model_options +
         R"("vocab":)" + vocabulary_json(parts.tokens) + R"(,"merges":)" + merges_json(parts.merges) + "}}";
}

Result<std::shared_ptr<const Tokenizer>> parse_tiny(const TinyJson& parts) {
  return Tokenizer::parse(to_json(parts), "tiny.json", {TokenizerFormat::tokenizer_json, "", {}});
}

TinyJson byte_level() {
  TinyJson parts;
  for (unsigned byte = 0; byte < 256; ++byte)
    parts.tokens.push_back(to_stand_ins(std::string(1, static_cast<char>(byte))));
  add_merge(parts, "h", "e");
  add_merge(parts, "l", "l");
  add_merge(parts, "he", "ll");
  add_merge(parts, "hell", "o");
  add_merge(parts, "Ġ", "w");
  add_merge(parts, "o", "r");
  parts.pre_tokenizer = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";
  parts.decoder = parts.pre_tokenizer;
  return parts;
}

TinyJson byte_fallback() {
  TinyJson parts;
  parts.tokens = {"<unk>", "<s>", "</s>"};
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (unsigned byte = 0; byte < 256; ++byte) {
    parts.tokens.push_back({'<', '0', 'x', kDigits[byte >> 4], kDigits[byte & 15], '>'});
  }
  for (const char* character : {"▁", "h", "e", "l", "o", "w", "r", "d", "é"}) parts.tokens.emplace_back(character);
  add_merge(parts, "h", "e");
  add_merge(parts, "l", "l");
  add_merge(parts, "he", "ll");
  add_merge(parts, "▁", "hell");
  add_merge(parts, "▁hell", "o");
  add_merge(parts, "▁", "▁");
  parts.normalizer = R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},)"
                     R"({"type":"Replace","pattern":{"String":" "},"content":"▁"}]})";
  parts.decoder = R"({"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},)"
                  R"({"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]})";
  parts.model_options = R"("unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,)";
  return parts;
}

std::string added_token(TokenId id, std::string_view content, std::string_view flags) {
  return "{\"id\":" + std::to_string(id) + ",\"content\":" + json_quote(content) + flag("special", has(flags, 's')) +
         flag("single_word", has(flags, 'w')) + flag("lstrip", has(flags, 'l')) + flag("rstrip", has(flags, 'r')) +
         flag("normalized", has(flags, 'n')) + "}";
}

AddedToken new_token(std::string content, std::string_view flags) {
  AddedToken token;
  token.content = std::move(content);
  token.special = has(flags, 's');
  token.single_word = has(flags, 'w');
  token.lstrip = has(flags, 'l');
  token.rstrip = has(flags, 'r');
  token.normalized = has(flags, 'n');
  return token;
}

IdList ids_of(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options) {
  IdList ids;
  const Status status = tokenizer.encode(text, options, ids);
  if (!status.ok()) fail(__FILE__, __LINE__, status.message());
  return ids;
}

std::string names_of(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options) {
  std::string names;
  for (const TokenId id : ids_of(tokenizer, text, options)) {
    names += (names.empty() ? "" : "|") + tokenizer.id_to_token(id).value_or("(no token)");
  }
  return names;
}

unsigned draw_seed() {
  const char* given = std::getenv("TG_PARITY_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
}

std::uint64_t Draws::below(std::uint64_t limit) {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return (z ^ (z >> 31)) % limit;
}

std::string Draws::text(std::size_t characters) {
  constexpr std::array kCharacters = {"h",  "e", "l", "l",  "o", " ", " ",  "w",       "or",
                                      "\n", "é", "▁", "日", "😀", "1", "'s", "e\u0301", "\u00a0"};
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += kCharacters[below(kCharacters.size())];
  return text;
}

}  // namespace tg::test
