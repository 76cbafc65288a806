#include "tokenizer/formats/json_model.h"

#include <optional>
#include <utility>

#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

// What a model has, before the parts are related to one another.
struct Outline {
  std::vector<json::Value::Member> members;  // the small ones
  std::optional<std::vector<VocabularyEntry>> vocabulary;
  std::optional<std::vector<double>> scores;  // when the vocabulary is a list, as only Unigram writes it
  std::optional<json::Reader> merges;         // where they begin: they cannot be resolved before all else is read
};

Result<std::vector<VocabularyEntry>> read_vocabulary(json::Reader& reader) {
  std::vector<VocabularyEntry> entries;
  if (const Status begin = reader.begin_object(); !begin.ok()) return json::in_field(begin, "model.vocab");
  while (true) {
    VocabularyEntry entry;
    const Result<bool> more = reader.next_key(entry.token);
    if (!more.ok()) return more.status();
    if (!more.value()) return entries;
    const Result<std::uint64_t> id = reader.read_index(kIdLimit);
    if (!id.ok()) return json::in_field(id.status(), "model.vocab[" + quote(entry.token) + "]");
    entry.id = static_cast<TokenId>(id.value());
    entries.push_back(std::move(entry));
  }
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

Status read_scored_vocabulary(json::Reader& reader, Outline& outline) {
  outline.vocabulary.emplace();
  outline.scores.emplace();
  return json::for_each_item(reader, [&](std::size_t index) -> Status {
    VocabularyEntry entry{{}, static_cast<TokenId>(index)};
    double score = 0;
    const Status read = read_scored(reader, entry.token, score);
    if (!read.ok()) return json::in_field(read, "model.vocab[" + std::to_string(index) + "]");
    outline.vocabulary->push_back(std::move(entry));
    outline.scores->push_back(score);
    return {};
  });
}

Status read_vocab_member(json::Reader& reader, Outline& outline) {
  const Result<json::Value::Kind> kind = reader.peek();
  if (kind.ok() && kind.value() == json::Value::Kind::array) return read_scored_vocabulary(reader, outline);
  Result<std::vector<VocabularyEntry>> vocabulary = read_vocabulary(reader);
  if (!vocabulary.ok()) return vocabulary.status();
  outline.vocabulary = std::move(vocabulary).value();
  return {};
}

Status read_member(json::Reader& reader, const std::string& key, Outline& outline) {
  if (key == "vocab") return read_vocab_member(reader, outline);
  if (key == "merges") {
    outline.merges = reader;
    return reader.skip_value();
  }
  Result<json::Value> value = reader.read_value();
  if (!value.ok()) return value.status();
  outline.members.emplace_back(key, std::move(value).value());
  return {};
}

Status bad_model(const std::string& name, const std::string& what) {
  return Status::error(Code::bad_file, name + ": " + what);
}

// Files older than `model.type` are told apart by what only one kind has, in the reference's order.
std::string implied_type(const Outline& outline, const json::Value& options) {
  if (outline.merges) return "BPE";
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

// Reads one list of merges. The strings are kept between calls, so that half a million merges allocate nothing.
class MergeReader {
 public:
  MergeReader(const TokenTable& tokens, std::string prefix, const std::string& name)
      : tokens_(tokens), prefix_(std::move(prefix)), name_(name) {}

  Result<std::vector<Merge>> read(json::Reader reader) {
    std::vector<Merge> merges;
    const Status end = json::for_each_item(reader, [&](std::size_t index) -> Status {
      index_ = index;
      const Result<bool> is_merge = read_parts(reader);
      if (!is_merge.ok()) return is_merge.status();
      return is_merge.value() ? resolve(merges) : Status();
    });
    if (!end.ok()) return end;
    return merges;
  }

 private:
  // Fills `left_` and `right_`. False for a version comment, which lists taken from a merges.txt begin with.
  Result<bool> read_parts(json::Reader& reader) {
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (kind.value() == json::Value::Kind::array) return read_pair(reader);
    TG_RETURN_IF_ERROR(read_text(reader, line_));
    if (line_.starts_with("#version")) return false;
    const std::size_t space = line_.find(' ');
    if (space == std::string::npos || line_.find(' ', space + 1) != std::string::npos) {
      return refuse("expected two tokens separated by one space, found " + quote(line_));
    }
    left_ = std::string_view(line_).substr(0, space);
    right_ = std::string_view(line_).substr(space + 1);
    return true;
  }

  Result<bool> read_pair(json::Reader& reader) {
    std::size_t count = 0;
    const Status end = json::for_each_item(reader, [&](std::size_t item) {
      count = item + 1;
      if (item > 1) return refuse("expected two tokens, found more");
      return read_text(reader, item == 0 ? line_ : second_);
    });
    if (!end.ok()) return end;
    if (count < 2) return refuse("expected two tokens, found " + std::to_string(count));
    left_ = line_;
    right_ = second_;
    return true;
  }

  Status read_text(json::Reader& reader, std::string& out) const {
    const Status text = reader.read_string(out);
    return text.ok() ? text : json::in_field(text, path());
  }

  Status resolve(std::vector<Merge>& merges) {
    const TokenId left = tokens_.find(left_);
    const TokenId right = tokens_.find(right_);
    if (left == TokenTable::kNone) return unknown_part(left_);
    if (right == TokenTable::kNone) return unknown_part(right_);
    if (right_.size() < prefix_.size()) {
      return refuse(quote(right_) + " does not begin with the prefix " + quote(prefix_));
    }
    // As the reference, which cuts as many bytes as the prefix has, whatever they are.
    merged_.assign(left_).append(right_.substr(prefix_.size()));
    const TokenId result = find_result();
    if (result == TokenTable::kNone) {
      return refuse("merges " + quote(left_) + " and " + quote(right_) + ", but " + quote(merged_) +
                    " is not in model.vocab");
    }
    merges.push_back({left, right, result});
    expected_result_ = result + 1;
    return {};
  }

  // Most files list merges in the order of their results, so the next id is tried before the index.
  TokenId find_result() const {
    const bool as_expected = tokens_.has(expected_result_) && tokens_[expected_result_] == merged_;
    return as_expected ? expected_result_ : tokens_.find(merged_);
  }

  Status unknown_part(std::string_view part) const {
    return refuse("merges " + quote(left_) + " and " + quote(right_) + ", but " + quote(part) +
                  " is not in model.vocab");
  }

  std::string path() const { return "model.merges[" + std::to_string(index_) + "]"; }
  Status refuse(const std::string& what) const { return bad_model(name_, path() + ": " + what); }

  const TokenTable& tokens_;
  const std::string prefix_;
  const std::string& name_;
  std::size_t index_ = 0;
  TokenId expected_result_ = 0;
  std::string line_;    // "a b", or the first of a pair
  std::string second_;  // the second of a pair
  std::string_view left_;
  std::string_view right_;
  std::string merged_;
};

Result<std::string> continuing_prefix(const json::Value& options, const std::string& name) {
  const json::Value& prefix = options["continuing_subword_prefix"];
  if (prefix.is_null()) return std::string();
  if (!prefix.is_string()) return bad_model(name, "model.continuing_subword_prefix: expected a string or null");
  return prefix.string();
}

// What all kinds of models have.
Result<JsonModel> read_vocabulary_of(Outline& outline, const std::string& type, json::Value options,
                                     const std::string& name) {
  if (!outline.vocabulary) return bad_model(name, "model.vocab is missing");
  const bool is_list = outline.scores.has_value();
  if (is_list != (type == "Unigram")) {
    return bad_model(name, is_list ? "model.vocab: expected an object, found a list"
                                   : "model.vocab: expected a list of tokens and scores, found an object");
  }
  Result<TokenTable> tokens = index_vocabulary(*outline.vocabulary, name + ": model.vocab");
  if (!tokens.ok()) return tokens.status();
  JsonModel model;
  model.spec.type = type;
  model.spec.options = std::move(options);
  model.spec.where = name + ": model";
  model.spec.vocabulary = *std::move(outline.vocabulary);
  if (is_list) model.spec.scores = *std::move(outline.scores);
  model.tokens = std::move(tokens).value();
  return model;
}

Status read_merges(const Outline& outline, const std::string& name, JsonModel& model) {
  if (!outline.merges) return bad_model(name, "model.merges is missing");
  const Result<std::string> prefix = continuing_prefix(model.spec.options, name);
  if (!prefix.ok()) return prefix.status();
  Result<std::vector<Merge>> merges = MergeReader(model.tokens, prefix.value(), name).read(*outline.merges);
  if (!merges.ok()) return merges.status();
  model.spec.merges = std::move(merges).value();
  return {};
}

bool is_supported(const std::string& type) {
  return type == "BPE" || type == "Unigram" || type == "WordLevel" || type == "WordPiece";
}

}  // namespace

Result<JsonModel> read_json_model(json::Reader& reader, const std::string& name) {
  Outline outline;
  TG_RETURN_IF_ERROR(
      json::for_each_member(reader, [&](const std::string& key) { return read_member(reader, key, outline); }));
  json::Value options = json::Value::object(std::move(outline.members));
  const Result<std::string> type = model_type(outline, options, name);
  if (!type.ok()) return type.status();
  if (!is_supported(type.value())) return unsupported_model(name, type.value());
  Result<JsonModel> model = read_vocabulary_of(outline, type.value(), std::move(options), name);
  if (model.ok() && type.value() == "BPE") TG_RETURN_IF_ERROR(read_merges(outline, name, model.value()));
  return model;
}

}  // namespace tg
