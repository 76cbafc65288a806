// GPT-2's two files: vocab.json, an object of tokens and ids, and merges.txt, a merge a line. What else a tokenizer is
// made of stands in neither; `outline` brings it.
#include <utility>

#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/formats/look_alike.h"
#include "tokenizer/formats/outline.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

Result<TokenList> read_vocabulary(std::string_view bytes, const std::string& name) {
  json::Reader reader(bytes, name);
  TG_RETURN_IF_ERROR(reader.begin_object());
  TokenList list;
  std::string token;
  while (true) {
    const Result<bool> more = reader.next_key(token);
    if (!more.ok()) return more.status();
    if (!more.value()) break;
    const Result<std::uint64_t> id = reader.read_index(kIdLimit);
    if (!id.ok()) return json::in_field(id.status(), quote(token));
    list.add(token, static_cast<TokenId>(id.value()));
  }
  TG_RETURN_IF_ERROR(reader.finish());
  return list;
}

// False for objects of another kind, as far as the first member tells.
bool begins_with_id(std::string_view bytes) {
  json::Reader reader(bytes, "");
  std::string key;
  if (!reader.begin_object().ok()) return false;
  const Result<bool> more = reader.next_key(key);
  if (!more.ok() || !more.value()) return more.ok();
  const Result<json::Value::Kind> kind = reader.peek();
  return kind.ok() && kind.value() == json::Value::Kind::number;
}

// Reads merges.txt. The first line may say a version; an empty line at the end is no merge.
class MergeLines {
 public:
  MergeLines(const TokenTable& tokens, const std::string& prefix, const std::string& name)
      : tokens_(tokens), prefix_(prefix), name_(name) {}

  Result<Merges> read(std::string_view text) {
    Merges merges;
    while (!text.empty()) {
      const std::string_view line = take_line(text);
      if (line.starts_with("#version") || (line.empty() && text.empty())) continue;
      auto merge = read_merge(line);
      if (!merge.ok()) return merge.status();
      merges.push_back(merge.value());
    }
    return merges;
  }

 private:
  std::string_view take_line(std::string_view& rest) {
    ++number_;
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  Result<Merge> read_merge(std::string_view line) const {
    const std::size_t space = line.find(' ');
    if (space == line.npos || line.find(' ', space + 1) != line.npos) {
      return refuse("expected two tokens separated by one space, found " + quote(line));
    }
    const std::string_view left = line.substr(0, space);
    const std::string_view right = line.substr(space + 1);
    if (right.size() < prefix_.size()) {
      return refuse(quote(right) + " does not begin with the prefix " + quote(prefix_));
    }
    const std::string merged = std::string(left) + std::string(right.substr(prefix_.size()));
    for (const std::string_view token : {left, right, std::string_view(merged)}) {
      if (tokens_.find(token) == TokenTable::kNone) return refuse(quote(token) + " is not in the vocabulary");
    }
    return Merge{tokens_.find(left), tokens_.find(right), tokens_.find(merged)};
  }

  Status refuse(const std::string& what) const {
    return Status::error(Code::bad_file, name_ + ": line " + std::to_string(number_) + ": " + what);
  }

  const TokenTable& tokens_;
  const std::string& prefix_;
  const std::string& name_;
  std::size_t number_ = 0;
};

std::string text_or_empty(const json::Value& value) {
  return value.is_string() ? value.string() : std::string();
}

}  // namespace

Result<TokenizerSpec> read_vocab_and_merges(std::string_view bytes, const std::string& name,
                                            const OpenOptions& options) {
  if (!begins_with_id(bytes)) TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a vocab.json"));
  auto entries = read_vocabulary(bytes, name);
  if (!entries.ok()) return entries.status();
  auto tokens = index_vocabulary(std::move(entries).value(), name);
  if (!tokens.ok()) return tokens.status();
  auto spec = read_outline(options.outline, name);
  if (!spec.ok()) return spec.status();
  const std::string prefix = text_or_empty(spec->model.options["continuing_subword_prefix"]);
  const std::string merges_name = options.merges_path.empty() ? "merges.txt" : options.merges_path;
  auto merges = MergeLines(tokens.value(), prefix, merges_name).read(options.merges);
  if (!merges.ok()) return merges.status();
  TG_RETURN_IF_ERROR(check_added_tokens(spec->added_tokens, tokens.value(), name + ": added tokens"));
  spec->model.type = "BPE";
  spec->model.where = name;
  spec->model.vocabulary = std::move(tokens).value();
  spec->model.merges = std::move(merges).value();
  return std::move(spec).value();
}

}  // namespace tg
