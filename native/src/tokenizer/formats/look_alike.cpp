#include "tokenizer/formats/look_alike.h"

#include <algorithm>
#include <vector>

#include "base/json_walk.h"

namespace tg {
namespace {

struct LookAlike {
  bool (*matches)(std::string_view bytes);
  std::string_view what;
  Code code;
};

// A serialized ModelProto begins with its first piece: field 1, a length, and in it field 1 (the text) and field 2 (the
// score, 32 bits).
bool is_sentencepiece(std::string_view bytes) {
  if (bytes.size() < 5 || bytes[0] != '\x0A' || bytes[2] != '\x0A') return false;
  const auto text_size = static_cast<unsigned char>(bytes[3]);
  const std::size_t after_text = std::size_t{4} + text_size;
  return after_text < bytes.size() && bytes[after_text] == '\x15';
}

// "IQ== 0": the first line of the files that OpenAI and Meta publish.
bool is_rank_file(std::string_view bytes) {
  return bytes.starts_with("IQ== 0\n") || bytes.starts_with("IQ== 0\r\n");
}

bool is_merges_file(std::string_view bytes) {
  return bytes.starts_with("#version: ");
}

bool is_json_object(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && bytes[begin] == '{';
}

bool is_web_page(std::string_view bytes) {
  return bytes.starts_with("<!DOCTYPE") || bytes.starts_with("<!doctype") || bytes.starts_with("<html");
}

constexpr LookAlike kLookAlikes[] = {
    {[](std::string_view bytes) { return bytes.empty(); }, "an empty file", Code::bad_file},
    {[](std::string_view bytes) { return bytes.starts_with("version https://git-lfs"); },
     "a Git LFS pointer, which only stands for the file; fetch the file itself (git lfs pull)", Code::bad_file},
    {[](std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }, "a gzip file; unpack it", Code::bad_file},
    {[](std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }, "a zip archive; unpack it",
     Code::bad_file},
    {is_web_page, "a web page; was the download refused?", Code::bad_file},
    {is_sentencepiece, "a SentencePiece model; open it as one", Code::bad_file},
    {is_rank_file, "a tiktoken rank file; open it as one", Code::bad_file},
    {is_merges_file, "a merges.txt; open the vocab.json beside it", Code::bad_file},
};

struct ForeignObject {
  std::vector<std::string_view> keys;  // all of them are there
  std::string_view what;
  Code code;
};

const std::vector<ForeignObject>& foreign_objects() {
  static const std::vector<ForeignObject> objects = {
      {{"model", "added_tokens"}, "a tokenizer.json; open it as one", Code::bad_file},
      {{"config", "vocab"}, "a tekken.json; open it as one", Code::bad_file},
      {{"added_tokens_decoder"}, "a tokenizer_config.json; the tokenizer.json stands beside it", Code::bad_file},
      {{"tokenizer_class"}, "a tokenizer_config.json; the tokenizer.json stands beside it", Code::bad_file},
      {{"model_type"}, "a model's config.json; the tokenizer.json stands beside it", Code::bad_file},
  };
  return objects;
}

struct Outline {
  std::vector<std::string> keys;
  bool numbers_only = true;
};

// The keys of an object up to the first syntax error; one is enough, so a file of many is not read to its end.
Outline outline_of(std::string_view bytes) {
  constexpr std::size_t kEnough = 64;
  Outline outline;
  json::Reader reader(bytes, "");
  const Status end = json::for_each_member(reader, [&](const std::string& key) {
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (outline.keys.size() == kEnough) return Status::error(Code::limit, "");
    outline.keys.push_back(key);
    outline.numbers_only = outline.numbers_only && kind.value() == json::Value::Kind::number;
    return reader.skip_value();
  });
  static_cast<void>(end);
  return outline;
}

bool has_all(const Outline& outline, const std::vector<std::string_view>& keys) {
  return std::all_of(keys.begin(), keys.end(), [&outline](std::string_view key) {
    return std::find(outline.keys.begin(), outline.keys.end(), key) != outline.keys.end();
  });
}

Status found(const std::string& name, const std::string& expected, std::string_view what, Code code) {
  return Status::error(code, name + ": expected " + expected + ", found " + std::string(what));
}

Status refuse_foreign_object(std::string_view bytes, const std::string& name, const std::string& expected) {
  const Outline outline = outline_of(bytes);
  for (const ForeignObject& object : foreign_objects()) {
    if (has_all(outline, object.keys)) return found(name, expected, object.what, object.code);
  }
  if (!outline.keys.empty() && outline.numbers_only) {
    return found(name, expected, "a vocab.json; open it with the merges.txt beside it", Code::bad_file);
  }
  return {};
}

}  // namespace

Status refuse_foreign_file(std::string_view bytes, const std::string& name, const std::string& expected) {
  if (is_json_object(bytes)) return refuse_foreign_object(bytes, name, expected);
  for (const LookAlike& kind : kLookAlikes) {
    if (kind.matches(bytes)) return found(name, expected, kind.what, kind.code);
  }
  return {};
}

}  // namespace tg
