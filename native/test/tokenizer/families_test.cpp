// Every family of stages is one file and one line each: no file without its line, and every name is known by it.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::filesystem::path source_folder() {
  return std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "src" / "tokenizer";
}

std::set<std::string> files_of(const std::string& family) {
  std::set<std::string> stems;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() / family)) {
    const std::filesystem::path path = entry.path();
    if (path.extension() == ".cpp" && path.stem() != "registry") stems.insert(path.stem().string());
  }
  return stems;
}

// The second argument of every line: TG_…("Name", factory).
std::set<std::string> factories_of(const std::string& family) {
  std::ifstream table(source_folder() / family / (family + ".def"));
  std::set<std::string> factories;
  for (std::string line; std::getline(table, line);) {
    const std::size_t comma = line.find("\", ");
    if (!line.starts_with("TG_") || comma == line.npos) continue;
    factories.insert(line.substr(comma + 3, line.find(')') - comma - 3));
  }
  return factories;
}

TEST("every file of a family is in its table") {
  for (const char* family : {"normalizers", "pretokenizers", "models", "postprocessors", "decoders"}) {
    CHECK(!files_of(family).empty());
    CHECK_EQUAL(factories_of(family), files_of(family));
  }
}

struct Refusal {
  const char* sentence;
  std::string TinyJson::*part;
  const char* json;
  const char* message;
};

const Refusal kRefusals[] = {
    {"a normalizer", &TinyJson::normalizer, R"({"type":"Reversed"})",
     "tiny.json: normalizer.type \"Reversed\" is not supported yet"},
    {"a normalizer of ours, which no file can name", &TinyJson::normalizer, R"({"type":"sentencepiece"})",
     "tiny.json: normalizer.type \"sentencepiece\" is not supported yet (supported: Bert,"},
    {"a decoder of ours, which no file can name", &TinyJson::decoder, R"({"type":"sentencepiece"})",
     "tiny.json: decoder.type \"sentencepiece\" is not supported yet"},
    {"a normalizer without a type that none has the fields of", &TinyJson::normalizer, R"({"strip_left":true})",
     "tiny.json: normalizer.type must be a string, found nothing"},
    {"a normalizer inside a sequence", &TinyJson::normalizer,
     R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Reversed"}]})",
     "tiny.json: normalizer.normalizers[1].type \"Reversed\" is not supported yet"},
    {"a pre-tokenizer", &TinyJson::pre_tokenizer, R"({"type":"Sliced"})",
     "tiny.json: pre_tokenizer.type \"Sliced\" is not supported yet"},
    {"a split rule of another name", &TinyJson::pre_tokenizer,
     R"({"type":"Split","pattern":{"String":"-"},"behavior":"Dropped","invert":false})",
     "tiny.json: pre_tokenizer.behavior must be Removed, Isolated"},
    {"a flag that is a number", &TinyJson::pre_tokenizer, R"({"type":"ByteLevel","add_prefix_space":1})",
     "tiny.json: pre_tokenizer.add_prefix_space must be true or false, found a number"},
    {"an empty pattern", &TinyJson::pre_tokenizer,
     R"({"type":"Split","pattern":{"String":""},"behavior":"Isolated","invert":false})",
     "tiny.json: pre_tokenizer.pattern must be a pattern that matches some text"},
    {"a post-processor", &TinyJson::post_processor, R"({"type":"Other"})",
     "tiny.json: post_processor.type \"Other\" is not supported yet"},
    {"a template token without ids", &TinyJson::post_processor,
     R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}}],"pair":[],"special_tokens":{}})",
     "tiny.json: post_processor.single[0].SpecialToken.id \"<s>\" is not among the special_tokens"},
    {"a second sequence in a template for one", &TinyJson::post_processor,
     R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],"special_tokens":{}})",
     "tiny.json: post_processor.single[0].Sequence.id must be \"A\""},
    {"a decoder", &TinyJson::decoder, R"({"type":"Mirror"})",
     "tiny.json: decoder.type \"Mirror\" is not supported yet"},
    {"dropout", &TinyJson::model_options, R"("dropout":0.1,)",
     "tiny.json: model.dropout is not supported: with it every encoding is drawn at random"},
};

TEST("what cannot be run is refused, with its place in the file") {
  for (const Refusal& refusal : kRefusals) {
    TinyJson parts = byte_level();
    parts.*refusal.part = refusal.json;
    const auto result = parse_tiny(parts);
    const bool said = !result.ok() && result.status().message().starts_with(refusal.message);
    if (!said) fail(__FILE__, __LINE__, std::string(refusal.sentence) + ": " + result.status().message());
  }
}

}  // namespace
}  // namespace tg::test
