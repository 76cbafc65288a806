#include "tokenizer/formats/json_model.h"

#include <optional>
#include <utility>

#include "base/json_walk.h"
#include "base/quote.h"
#include "base/thread_pool.h"
#include "tokenizer/formats/json_merges.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

// What a model has, before the parts are related to one another.
struct Outline {
  const std::string& name;
  std::vector<json::Value::Member> members;  // the small ones
  TokenList tokens;                          // of the vocabulary, until it is indexed
  bool has_vocabulary = false;
  std::optional<TokenTable> vocabulary;
  std::optional<std::vector<double>> scores;  // when the vocabulary is a list, as only Unigram writes it
  std::optional<json::Reader> merges;         // where they begin, when what they need comes after them
  std::optional<Merges> resolved;

  bool has_merges() const { return merges || resolved; }
  const json::Value* member(std::string_view key) const {
    for (const auto& [name_of, value] : members) {
      if (name_of == key) return &value;
    }
    return nullptr;
  }
};

Status read_entry(json::Reader& reader, std::string& token, TokenId& token_id, bool& more) {
  const Result<bool> found = reader.next_key(token);
  if (!found.ok()) return found.status();
  more = found.value();
  if (!more) return {};
  const Result<std::uint64_t> id = reader.read_index(kIdLimit);
  if (!id.ok()) return json::in_field(id.status(), "model.vocab[" + quote(token) + "]");
  token_id = static_cast<TokenId>(id.value());
  return {};
}

// Of a token, its id and the comma behind them. What is reserved and never written to costs nothing.
constexpr std::size_t kLeastBytes = std::string_view(R"("a":0,)").size();

Result<TokenList> read_vocabulary(json::Reader& reader) {
  TokenList tokens;
  if (const Status begin = reader.begin_object(); !begin.ok()) return json::in_field(begin, "model.vocab");
  tokens.reserve(reader.left() / kLeastBytes, reader.left());
  std::string spelled;
  for (bool more = true; more;) {
    std::string_view token;
    TokenId id = 0;
    if (reader.take_plain_index(token, id)) {
      tokens.add(token, id);
      continue;
    }
    TG_RETURN_IF_ERROR(read_entry(reader, spelled, id, more));
    if (more) tokens.add(spelled, id);
  }
  return tokens;
}

// [token, score].
Status read_scored(json::Reader& reader, std::string& token, double& score) {
  std::size_t count = 0;
  TG_RETURN_IF_ERROR(json::for_each_item(reader, [&](std::size_t item) -> Status {
    count = item + 1;
    if (item == 0) return reader.read_string(token);
    if (item > 1) return reader.error("expected a token and its score, found more");
    const Result<double> number = reader.read_serde_number();
    if (!number.ok()) return number.status();
    score = number.value();
    return {};
  }));
  return count == 2 ? Status() : reader.error("expected a token and its score");
}

Result<TokenList> read_scored_vocabulary(json::Reader& reader, std::vector<double>& scores) {
  TokenList tokens;
  std::string token;
  TG_RETURN_IF_ERROR(json::for_each_item(reader, [&](std::size_t index) -> Status {
    double score = 0;
    const Status read = read_scored(reader, token, score);
    if (!read.ok()) return json::in_field(read, "model.vocab[" + std::to_string(index) + "]");
    tokens.add(token, static_cast<TokenId>(index));
    scores.push_back(score);
    return {};
  }));
  return tokens;
}

Status read_vocab_member(json::Reader& reader, Outline& outline) {
  const Result<json::Value::Kind> kind = reader.peek();
  const bool is_list = kind.ok() && kind.value() == json::Value::Kind::array;
  if (is_list) outline.scores.emplace();
  Result<TokenList> tokens = is_list ? read_scored_vocabulary(reader, *outline.scores) : read_vocabulary(reader);
  if (!tokens.ok()) return tokens.status();
  outline.tokens = std::move(tokens).value();
  outline.has_vocabulary = true;
  return {};
}

// Once.
Status index_tokens(Outline& outline) {
  Result<TokenTable> vocabulary = index_vocabulary(std::move(outline.tokens), outline.name + ": model.vocab");
  if (!vocabulary.ok()) return vocabulary.status();
  outline.vocabulary = std::move(vocabulary).value();
  return {};
}

Status bad_model(const std::string& name, const std::string& what) {
  return Status::error(Code::bad_file, name + ": " + what);
}

Result<std::string> continuing_prefix(const json::Value& prefix, const std::string& name) {
  if (prefix.is_null()) return std::string();
  if (!prefix.is_string()) return bad_model(name, "model.continuing_subword_prefix: expected a string or null");
  return prefix.string();
}

// The merges come next in `reader`.
Status read_both(json::Reader& reader, const json::Value& prefix, Outline& outline) {
  const Result<std::string> text = continuing_prefix(prefix, outline.name);
  if (!text.ok()) return text.status();
  Status indexed;
  JsonMerges list(outline.name);
  parallel_for(2, 0, [&](std::size_t part, unsigned) {
    if (part == 0) indexed = index_tokens(outline);
    if (part == 1) list.read(reader);
  });
  TG_RETURN_IF_ERROR(indexed);
  Result<Merges> merges = list.resolve(*outline.vocabulary, text.value());
  if (!merges.ok()) return merges.status();
  outline.resolved = std::move(merges).value();
  return {};
}

// Files as they are usually written say everything that merges need before them.
Status read_merges_member(json::Reader& reader, Outline& outline) {
  const json::Value* const type = outline.member("type");
  const json::Value* const prefix = outline.member("continuing_subword_prefix");
  const bool is_bpe = type && type->is_string() && type->string() == "BPE";
  if (is_bpe && prefix && outline.has_vocabulary && !outline.scores) return read_both(reader, *prefix, outline);
  outline.merges = reader;
  return reader.skip_value();
}

Status read_member(json::Reader& reader, const std::string& key, Outline& outline) {
  if (key == "vocab") return read_vocab_member(reader, outline);
  if (key == "merges") return read_merges_member(reader, outline);
  Result<json::Value> value = reader.read_value();
  if (!value.ok()) return value.status();
  outline.members.emplace_back(key, std::move(value).value());
  return {};
}

// Files older than `model.type` are told apart by what only one kind has, in the reference's order.
std::string implied_type(const Outline& outline, const json::Value& options) {
  if (outline.has_merges()) return "BPE";
  if (!options["max_input_chars_per_word"].is_null()) return "WordPiece";
  return outline.scores ? "Unigram" : "WordLevel";
}

Result<std::string> model_type(const Outline& outline, const json::Value& options, const std::string& name) {
  const json::Value& type = options["type"];
  if (type.is_null()) return implied_type(outline, options);
  if (!type.is_string()) return bad_model(name, "model.type: expected a string");
  return type.string();
}

Status unsupported_model(const std::string& name, const std::string& type) {
  return Status::error(Code::unsupported,
                       name + ": model.type " + quote(type) +
                           " is not supported; supported: \"BPE\", \"Unigram\", \"WordLevel\", \"WordPiece\"");
}

bool has_no_prefix(const json::Value& options) {
  const json::Value& prefix = options["continuing_subword_prefix"];
  return prefix.is_null() || (prefix.is_string() && prefix.string().empty());
}

// What all kinds of models have.
Result<ModelSpec> model_of(Outline& outline, const std::string& type, json::Value options) {
  const std::string& name = outline.name;
  if (!outline.has_vocabulary) return bad_model(name, "model.vocab is missing");
  const bool is_list = outline.scores.has_value();
  if (is_list != (type == "Unigram")) {
    return bad_model(name, is_list ? "model.vocab: expected an object, found a list"
                                   : "model.vocab: expected a list of tokens and scores, found an object");
  }
  if (type == "BPE" && !outline.has_merges()) return bad_model(name, "model.merges is missing");
  if (type == "BPE" && !outline.resolved) {
    TG_RETURN_IF_ERROR(read_both(*outline.merges, options["continuing_subword_prefix"], outline));
  }
  if (!outline.vocabulary) TG_RETURN_IF_ERROR(index_tokens(outline));
  ModelSpec model;
  model.type = type;
  model.merges_join = has_no_prefix(options) && outline.vocabulary->find("") == TokenTable::kNone;
  model.options = std::move(options);
  model.where = name + ": model";
  model.vocabulary = *std::move(outline.vocabulary);
  if (is_list) model.scores = *std::move(outline.scores);
  if (type == "BPE") model.merges = *std::move(outline.resolved);
  return model;
}

bool is_supported(const std::string& type) {
  return type == "BPE" || type == "Unigram" || type == "WordLevel" || type == "WordPiece";
}

}  // namespace

Result<ModelSpec> read_json_model(json::Reader& reader, const std::string& name) {
  Outline outline{name, {}, {}, false, {}, {}, {}, {}};
  TG_RETURN_IF_ERROR(
      json::for_each_member(reader, [&](const std::string& key) { return read_member(reader, key, outline); }));
  json::Value options = json::Value::object(std::move(outline.members));
  const Result<std::string> type = model_type(outline, options, name);
  if (!type.ok()) return type.status();
  if (!is_supported(type.value())) return unsupported_model(name, type.value());
  return model_of(outline, type.value(), std::move(options));
}

}  // namespace tg
