// Models that know words: WordPiece, WordLevel and Unigram, and what they refuse.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

Result<std::shared_ptr<const Tokenizer>> parse_model(const std::string& model, const std::string& stages = "") {
  return Tokenizer::parse(R"({"model":)" + model + stages + "}", "tiny.json",
                          {TokenizerFormat::tokenizer_json, {}, {}});
}

std::string names(const std::string& model, std::string_view text, const std::string& stages = "") {
  const auto tokenizer = parse_model(model, stages);
  if (!tokenizer.ok()) return tokenizer.status().message();
  IdList ids;
  if (const Status status = tokenizer.value()->encode(text, kPlain, ids); !status.ok()) return status.message();
  return names_of(*tokenizer.value(), text);
}

const std::string kWordPiece =
    R"({"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"##","max_input_chars_per_word":6,)"
    R"("vocab":{"?":0,"a":1,"ab":2,"##b":3,"##bc":4,"##é":5}})";

TEST("WordPiece takes the longest token from the beginning, then those with the prefix") {
  CHECK_EQUAL(names(kWordPiece, "ab"), "ab");
  CHECK_EQUAL(names(kWordPiece, "abbbc"), "ab|##b|##bc");
  CHECK_EQUAL(names(kWordPiece, "aé"), "a|##é");
}

TEST("a word that cannot be cut to its end, or is too long, is unknown as a whole") {
  CHECK_EQUAL(names(kWordPiece, "abx"), "?");
  CHECK_EQUAL(names(kWordPiece, "aéééééé"), "?");
  CHECK_EQUAL(names(kWordPiece, "aééééé"), "a|##é|##é|##é|##é|##é");
}

TEST("WordLevel knows whole pieces only") {
  const std::string model = R"({"type":"WordLevel","unk_token":"?","vocab":{"ab":0,"?":1}})";
  const std::string stage = R"(,"pre_tokenizer":{"type":"WhitespaceSplit"})";
  CHECK_EQUAL(names(model, "ab a  ab", stage), "ab|?|ab");
}

TEST("Unigram takes the way of the highest score, and one unknown for all neighbours") {
  const std::string model =
      R"({"type":"Unigram","unk_id":0,"vocab":[["?",-9],["a",-1],["b",-1],["ab",-1.5],["bc",-0.1]]})";
  CHECK_EQUAL(names(model, "ab"), "ab");
  CHECK_EQUAL(names(model, "abc"), "a|bc");
  CHECK_EQUAL(names(model, "axyzb"), "a|?|b");
}

TEST("a missing unknown token is said when a text needs it") {
  const std::string none = R"({"type":"Unigram","vocab":[["a",-1]]})";
  CHECK_EQUAL(names(none, "aa"), "a|a");
  CHECK_EQUAL(names(none, "ab"),
              "tiny.json: model.unk_id is absent, but an unknown token is needed for the text \"ab\"");
  const std::string absent = R"({"type":"WordLevel","unk_token":"?","vocab":{"a":0}})";
  CHECK_EQUAL(names(absent, "b"),
              "tiny.json: model.unk_token \"?\" is not in the vocabulary, but is needed for the text \"b\"");
}

TEST("a model with a field that lies is refused by it") {
  const std::pair<const char*, const char*> models[] = {
      {R"({"type":"Unigram","unk_id":7,"vocab":[["a",-1]]})", "tiny.json: model.unk_id must be below the 1 tokens"},
      {R"({"type":"Unigram","unk_id":-1,"vocab":[["a",-1]]})", "tiny.json: model.unk_id must be a whole number"},
      {R"({"type":"WordLevel","vocab":{"a":0}})", "tiny.json: model.unk_token must be a string"},
      {R"({"type":"WordPiece","unk_token":"a","max_input_chars_per_word":9,"vocab":{"a":0}})",
       "tiny.json: model.continuing_subword_prefix must be a string"},
      {R"({"type":"WordPiece","unk_token":"a","continuing_subword_prefix":"","vocab":{"a":0}})",
       "tiny.json: model.max_input_chars_per_word must be a whole number"},
  };
  for (const auto& [model, reason] : models) {
    const std::string message = parse_model(model).status().message();
    if (!message.starts_with(reason)) CHECK_EQUAL(message, reason);
  }
}

TEST("a stage with a field that lies is refused by it") {
  const std::pair<const char*, const char*> stages[] = {
      {R"(,"normalizer":{"type":"Precompiled","precompiled_charsmap":"a"})",
       "tiny.json: normalizer.precompiled_charsmap must be base64"},
      {R"(,"pre_tokenizer":{"type":"Metaspace","replacement":"ab"})",
       "tiny.json: pre_tokenizer.replacement must be one character"},
      {R"(,"pre_tokenizer":{"type":"Metaspace","replacement":"_","prepend_scheme":"last"})",
       "tiny.json: pre_tokenizer.prepend_scheme must be"},
      {R"(,"pre_tokenizer":{"type":"Metaspace","replacement":"_","add_prefix_space":false})",
       "tiny.json: pre_tokenizer.add_prefix_space must be true, or"},
      {R"(,"pre_tokenizer":{"type":"FixedLength","length":0})", "tiny.json: pre_tokenizer.length must be at least 1"},
      {R"(,"pre_tokenizer":{"type":"CharDelimiterSplit","delimiter":""})",
       "tiny.json: pre_tokenizer.delimiter must be one character"},
  };
  for (const auto& [stage, reason] : stages) {
    const std::string message = parse_model(kWordPiece, stage).status().message();
    if (!message.starts_with(reason)) CHECK_EQUAL(message, reason);
  }
}

}  // namespace
}  // namespace tg::test
