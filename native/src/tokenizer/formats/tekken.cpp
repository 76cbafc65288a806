// Mistral's tekken.json: tiktoken's ranks in JSON, with the pattern and the special tokens that a rank file lacks. The
// special tokens come first, as many as the configuration says; a token's id is its rank behind them.
#include <algorithm>
#include <array>
#include <optional>

#include "base/base64.h"
#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/formats/look_alike.h"
#include "tokenizer/formats/rank_spec.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

constexpr std::array<std::string_view, 7> kVersions = {"v1", "v2", "v3", "v7", "v11", "v13", "v15"};
// Files of these versions may leave their special tokens out.
constexpr std::array<std::string_view, 4> kOldVersions = {"v1", "v2", "v3", "v7"};
constexpr std::string_view kOldSpecialTokens[] = {"<unk>",
                                                  "<s>",
                                                  "</s>",
                                                  "[INST]",
                                                  "[/INST]",
                                                  "[AVAILABLE_TOOLS]",
                                                  "[/AVAILABLE_TOOLS]",
                                                  "[TOOL_RESULTS]",
                                                  "[/TOOL_RESULTS]",
                                                  "[TOOL_CALLS]",
                                                  "[IMG]",
                                                  "<pad>",
                                                  "[IMG_BREAK]",
                                                  "[IMG_END]",
                                                  "[PREFIX]",
                                                  "[MIDDLE]",
                                                  "[SUFFIX]",
                                                  "[SYSTEM_PROMPT]",
                                                  "[/SYSTEM_PROMPT]",
                                                  "[TOOL_CONTENT]"};

struct Tekken {
  std::string name;
  std::vector<std::string> vocabulary;  // by rank
  std::optional<std::vector<std::string>> special_tokens;
  json::Value config;
  bool has_vocabulary = false;
};

Status refuse(const Tekken& tekken, const std::string& what) {
  return Status::error(Code::bad_file, tekken.name + ": " + what);
}

std::string at(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

// ---- the lists ------------------------------------------------------------------------------------------------------

struct Ranked {
  std::optional<std::uint64_t> rank;
  std::optional<std::string> text;  // of the field asked for
};

Status read_ranked_member(json::Reader& reader, const std::string& key, const char* text_field, Ranked& ranked) {
  if (key == "rank") {
    const Result<std::uint64_t> rank = reader.read_index(kIdLimit);
    if (!rank.ok()) return rank.status();
    ranked.rank = rank.value();
    return {};
  }
  if (key != text_field) return reader.skip_value();
  ranked.text.emplace();
  return reader.read_string(*ranked.text);
}

// An item whose rank must be its place in the list.
Result<std::string> read_ranked(json::Reader& reader, const char* list, std::size_t index, const char* text_field) {
  Ranked ranked;
  const Status read = json::for_each_member(
      reader, [&](const std::string& key) { return read_ranked_member(reader, key, text_field, ranked); });
  if (!read.ok()) return json::in_field(read, at(list, index));
  if (!ranked.rank || *ranked.rank != index) {
    return reader.error(at(list, index) + ".rank: expected " + std::to_string(index) + ", found " +
                        (ranked.rank ? std::to_string(*ranked.rank) : "nothing"));
  }
  if (!ranked.text) return reader.error(at(list, index) + "." + text_field + " is missing");
  return *std::move(ranked.text);
}

Status read_vocabulary(json::Reader& reader, Tekken& tekken) {
  tekken.has_vocabulary = true;
  return json::for_each_item(reader, [&](std::size_t index) -> Status {
    const Result<std::string> text = read_ranked(reader, "vocab", index, "token_bytes");
    if (!text.ok()) return text.status();
    std::optional<std::string> bytes = decode_base64(text.value());
    const std::string where = at("vocab", index) + ".token_bytes: ";
    if (!bytes || bytes->empty()) return reader.error(where + quote(text.value()) + " is no token in base64");
    const bool is_byte = bytes->size() == 1 && static_cast<unsigned char>(bytes->front()) == index;
    if (index < 256 && !is_byte) return reader.error(where + "the first 256 tokens must be the bytes, in order");
    tekken.vocabulary.push_back(*std::move(bytes));
    return {};
  });
}

Status read_special_tokens(json::Reader& reader, Tekken& tekken) {
  const Result<json::Value::Kind> kind = reader.peek();
  if (kind.ok() && kind.value() == json::Value::Kind::null) return reader.read_null();
  tekken.special_tokens.emplace();
  return json::for_each_item(reader, [&](std::size_t index) -> Status {
    Result<std::string> token = read_ranked(reader, "special_tokens", index, "token_str");
    if (!token.ok()) return token.status();
    if (token->empty()) return reader.error(at("special_tokens", index) + ".token_str is empty");
    tekken.special_tokens->push_back(std::move(token).value());
    return {};
  });
}

Status read_member(json::Reader& reader, const std::string& key, Tekken& tekken) {
  if (key == "vocab") return read_vocabulary(reader, tekken);
  if (key == "special_tokens") return read_special_tokens(reader, tekken);
  if (key != "config") return reader.skip_value();
  Result<json::Value> config = reader.read_value();
  if (!config.ok()) return config.status();
  tekken.config = std::move(config).value();
  return {};
}

// ---- how they fit together ------------------------------------------------------------------------------------------

struct Sizes {
  TokenId all;
  TokenId special;
};

Result<TokenId> read_size(const Tekken& tekken, const char* field) {
  const json::Value& value = tekken.config[field];
  if (value.is_number() && value.number() >= 0 && value.number() <= kIdLimit) {
    const auto size = static_cast<TokenId>(value.number());
    if (size == value.number()) return size;
  }
  return refuse(tekken, std::string("config.") + field + ": expected a whole number");
}

Result<Sizes> read_sizes(const Tekken& tekken) {
  const auto all = read_size(tekken, "default_vocab_size");
  if (!all.ok()) return all.status();
  const auto special = read_size(tekken, "default_num_special_tokens");
  if (!special.ok()) return special.status();
  if (special.value() > all.value() || all.value() - special.value() > tekken.vocabulary.size()) {
    return refuse(tekken, "config.default_vocab_size is " + std::to_string(all.value()) + ", but there are " +
                              std::to_string(tekken.vocabulary.size()) + " tokens in vocab and " +
                              std::to_string(special.value()) + " special ones");
  }
  if (all.value() - special.value() < 256) {
    return refuse(tekken, "config.default_vocab_size leaves no room for the 256 bytes");
  }
  return Sizes{all.value(), special.value()};
}

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::ranges::find(list, item) != std::end(list);
}

Result<std::vector<std::string>> special_tokens_of(const Tekken& tekken) {
  const json::Value& version = tekken.config["version"];
  if (!version.is_string()) return refuse(tekken, "config.version: expected a string");
  if (!contains(kVersions, version.string())) {
    return Status::error(Code::unsupported, tekken.name + ": config.version " + quote(version.string()) +
                                                " is not supported; supported: v1, v2, v3, v7, v11, v13, v15");
  }
  if (tekken.special_tokens) return *tekken.special_tokens;
  if (contains(kOldVersions, version.string())) {
    return std::vector<std::string>(std::begin(kOldSpecialTokens), std::end(kOldSpecialTokens));
  }
  return refuse(tekken, "special_tokens are missing, which files of version " + version.string() + " must have");
}

// Places without a token of their own are filled, as the reference does it.
Result<std::vector<AddedToken>> added_tokens_of(const Tekken& tekken, TokenId count) {
  auto contents = special_tokens_of(tekken);
  if (!contents.ok()) return contents.status();
  if (contents->size() > count) {
    return refuse(tekken, std::to_string(contents->size()) +
                              " special tokens, but config.default_num_special_tokens is " + std::to_string(count));
  }
  std::vector<AddedToken> tokens;
  for (TokenId id = 0; id < count; ++id) {
    AddedToken token;
    token.id = id;
    token.content = id < contents->size() ? contents.value()[id] : "<SPECIAL_" + std::to_string(id) + ">";
    token.special = true;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace

Result<TokenizerSpec> read_tekken(std::string_view bytes, const std::string& name, const OpenOptions&) {
  Tekken tekken;
  tekken.name = name;
  json::Reader reader(bytes, name);
  const Status read =
      json::for_each_member(reader, [&](const std::string& key) { return read_member(reader, key, tekken); });
  if (!read.ok()) return read;
  TG_RETURN_IF_ERROR(reader.finish());
  if (!tekken.has_vocabulary || !tekken.config.is_object()) {
    TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a tekken.json"));
    return refuse(tekken, "expected the members \"config\" and \"vocab\"");
  }
  if (!tekken.config["pattern"].is_string()) return refuse(tekken, "config.pattern: expected a string");
  const auto sizes = read_sizes(tekken);
  if (!sizes.ok()) return sizes.status();
  auto added = added_tokens_of(tekken, sizes->special);
  if (!added.ok()) return added.status();
  TokenList list;
  for (TokenId id = sizes->special; id < sizes->all; ++id) list.add(tekken.vocabulary[id - sizes->special], id);
  auto tokens = index_vocabulary(std::move(list), name + ": vocab");
  if (!tokens.ok()) return tokens.status();
  TG_RETURN_IF_ERROR(check_added_tokens(added.value(), TokenTable(), name + ": special_tokens"));
  TokenizerSpec spec =
      spec_of_ranks(std::move(tokens).value(), tekken.config["pattern"].string(), {name, "vocab", "config.pattern"});
  spec.added_tokens = std::move(added).value();
  return spec;
}

}  // namespace tg
