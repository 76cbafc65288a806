// Ids and counts, which are found the quick way, against the tokens with their places, which are merged piece by piece:
// for random tokenizers of all kinds that byte-pair encoding has, more than once, so that what is remembered is used.
#include "tokenizer/bpe/quick_encoder.h"

#include <algorithm>
#include <functional>
#include <set>
#include <thread>

#include "base/encode_base64.h"
#include "check.h"
#include "text/utf8.h"
#include "tokenizer/bpe/random_bpe.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/byte_token.h"

namespace tg::test {
namespace {

using Made = Result<std::shared_ptr<const Tokenizer>>;

// A tokenizer, and texts like those that it was trained on.
struct Sample {
  std::shared_ptr<const Tokenizer> tokenizer;
  std::vector<std::string> texts;
};

// --- words and texts ---

const std::vector<std::string>& alphabet(std::uint64_t which) {
  static const std::vector<std::string> alphabets[] = {
      characters_of("ab"),         characters_of("etaoin"),          characters_of("日本語中国的一不"),
      characters_of("приветка-é"), characters_of("aé日\u0301😀😁本1"),
  };
  return alphabets[which % std::size(alphabets)];
}

struct Language {
  std::vector<std::string> words;
  std::vector<std::string> corpus;  // of these words, the first ones the most frequent

  Language(Draws& draws, const std::vector<std::string>& characters) : words(random_words(draws, characters, 14, 9)) {
    for (std::string& word : words) word = (draws.below(2) == 0 ? " " : "") + word;
    corpus = random_words(draws, words, 25, 2);
  }

  std::string text(Draws& draws) const {
    std::string text;
    for (std::uint64_t left = draws.below(90); left > 0; --left) {
      const std::uint64_t what = draws.below(40);
      text += what == 0 ? draws.text(6) : what == 1 ? std::string(1 + draws.below(40), 'a') : word(draws);
      if (what == 2) text.push_back('\0');
    }
    return text;
  }

 private:
  const std::string& word(Draws& draws) const { return words[draws.below(words.size())]; }
};

Sample sample_of(Draws& draws, const Language& language, Made made) {
  Sample sample;
  if (!made.ok()) {
    fail(__FILE__, __LINE__, made.status().message());
    return sample;
  }
  sample.tokenizer = std::move(made).value();
  for (int i = 0; i < 6; ++i) sample.texts.push_back(language.text(draws));
  return sample;
}

// --- what files differ in ---

std::string pick(Draws& draws, std::initializer_list<const char*> choices) {
  return choices.begin()[draws.below(choices.size())];
}

std::pair<std::string, std::string> names_of_merge(const RandomBpe& bpe, const Merge& merge) {
  return {bpe.tokens[merge.left], bpe.tokens[merge.right]};
}

TinyJson parts_of(const RandomBpe& bpe) {
  TinyJson parts;
  parts.tokens = bpe.tokens;
  for (const Merge& merge : bpe.merges) parts.merges.push_back(names_of_merge(bpe, merge));
  return parts;
}

void edit_merges(Draws& draws, TinyJson& parts) {
  const std::size_t count = parts.merges.size();
  for (std::uint64_t left = draws.below(4); left > 0 && count > 0; --left) {
    const std::uint64_t what = draws.below(3);
    auto& one = parts.merges[draws.below(count)];
    if (what == 0) std::swap(one, parts.merges[draws.below(count)]);
    if (what == 1) parts.merges.push_back(std::pair(one));
    if (what == 2) one = parts.merges.back();
  }
}

// An unknown token that merges like any other.
void merge_unknown(Draws& draws, TinyJson& parts) {
  const std::string other = parts.tokens[draws.below(parts.tokens.size())];
  const auto [left, right] = draws.below(2) == 0 ? std::pair<std::string, std::string>("<unk>", other)
                                                 : std::pair<std::string, std::string>(other, "<unk>");
  if (std::ranges::find(parts.tokens, left + right) == parts.tokens.end()) parts.tokens.push_back(left + right);
  parts.merges.emplace_back(left, right);
}

std::string unknown_options(Draws& draws) {
  return pick(draws,
              {"", R"("unk_token":"<unk>",)", R"("unk_token":"<unk>","fuse_unk":true,)", R"("unk_token":"<none>",)",
               R"("unk_token":"<unk>","fuse_unk":false,"ignore_merges":true,)", R"("ignore_merges":true,)"});
}

void keep_bytes(RandomBpe& bpe, const std::function<bool(char)>& stays) {
  RandomBpe less{{}, {}, true};
  IdList ids;
  for (TokenId id = 0; id < bpe.tokens.size(); ++id) {
    ids.push_back(static_cast<TokenId>(less.tokens.size()));
    if (id > 255 || stays(bpe.tokens[id][0])) less.tokens.push_back(bpe.tokens[id]);
  }
  for (const Merge& merge : bpe.merges) less.merges.push_back({ids[merge.left], ids[merge.right], ids[merge.result]});
  bpe = std::move(less);
}

// Bytes that training did not meet leave the vocabulary, so that texts have bytes without a token.
void leave_out_bytes(Draws& draws, const Language& language, RandomBpe& bpe) {
  std::set<char> met;
  for (const std::string& word : language.corpus) met.insert(word.begin(), word.end());
  keep_bytes(bpe, [&](char byte) { return met.contains(byte) || draws.below(3) == 0; });
}

// As training on nothing but text does.
void leave_out_bytes_of_no_text(RandomBpe& bpe) {
  keep_bytes(bpe, [](char byte) { return !is_never_in_utf8(static_cast<unsigned char>(byte)); });
}

// --- tokenizers ---

void write_in_stand_ins(TinyJson& parts) {
  for (std::string& token : parts.tokens) token = to_stand_ins(token);
  for (auto& [left, right] : parts.merges) {
    left = to_stand_ins(left);
    right = to_stand_ins(right);
  }
}

enum class Bytes { all, of_text, some };

Sample byte_level_sample(Draws& draws, Bytes bytes) {
  const Language language(draws, alphabet(draws.below(5)));
  RandomBpe bpe = train_bpe(draws, language.corpus, byte_units(), true, 5 + draws.below(45));
  if (bytes == Bytes::some) leave_out_bytes(draws, language, bpe);
  if (bytes == Bytes::of_text) leave_out_bytes_of_no_text(bpe);
  TinyJson parts = parts_of(bpe);
  edit_merges(draws, parts);
  write_in_stand_ins(parts);
  parts.tokens.emplace_back("<unk>");
  if (draws.below(3) == 0) merge_unknown(draws, parts);
  parts.tokens.push_back(to_stand_ins(language.words[0] + language.words[1]));  // for ignore_merges
  if (std::ranges::count(parts.tokens, parts.tokens.back()) > 1) parts.tokens.pop_back();
  parts.model_options = unknown_options(draws);
  parts.pre_tokenizer =
      pick(draws, {R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})",
                   R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})",
                   R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false})"});
  return sample_of(draws, language, parse_tiny(parts));
}

template <Bytes bytes>
Sample byte_level_sample(Draws& draws) {
  return byte_level_sample(draws, bytes);
}

Sample rank_file_sample(Draws& draws) {
  const Language language(draws, alphabet(draws.below(5)));
  const RandomBpe bpe = train_bpe(draws, language.corpus, byte_units(), true, 5 + draws.below(45));
  std::string file;
  for (TokenId id = 0; id < bpe.tokens.size(); ++id)
    file += encode_base64(bpe.tokens[id]) + " " + std::to_string(id) + "\n";
  const OpenOptions options{
      TokenizerFormat::tiktoken, named_pattern(pick(draws, {"gpt2", "cl100k_base", "o200k_base"})).value(), {}};
  return sample_of(draws, language, Tokenizer::parse(file, "ranks", options));
}

RandomBpe train_on_characters(Draws& draws, const Language& language, std::vector<std::string> units) {
  std::string all;
  for (const std::string& word : language.words) all += word;
  for (std::string& character : characters_of(all)) units.push_back(std::move(character));
  return train_bpe(draws, language.corpus, std::move(units), false, 5 + draws.below(40));
}

const char* const kSplits[] = {
    "null",
    R"({"type":"Split","pattern":{"String":" "},"behavior":"MergedWithNext","invert":false})",
    R"({"type":"Split","pattern":{"String":" "},"behavior":"Removed","invert":false})",
    R"({"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":false})",
};

// With byte tokens: all of them, or some, or none.
Sample character_sample(Draws& draws) {
  const Language language(draws, alphabet(draws.below(5)));
  const std::uint64_t missing = draws.below(3);
  std::vector<std::string> units = {"<unk>"};
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (missing == 0 || (missing == 1 && draws.below(8) != 0)) units.push_back(byte_token_name(byte));
  }
  TinyJson parts = parts_of(train_on_characters(draws, language, units));
  edit_merges(draws, parts);
  if (draws.below(3) == 0) merge_unknown(draws, parts);
  parts.model_options = unknown_options(draws) + pick(draws, {R"("byte_fallback":true,)", R"("byte_fallback":true,)",
                                                              R"("byte_fallback":false,)"});
  parts.pre_tokenizer = kSplits[draws.below(std::size(kSplits))];
  return sample_of(draws, language, parse_tiny(parts));
}

// CLIP's end of word, or WordPiece's inside of one: every token has a second form.
Sample affix_sample(Draws& draws) {
  const Language language(draws, alphabet(draws.below(5)));
  const RandomBpe bpe = train_on_characters(draws, language, {"<unk>"});
  const bool is_suffix = draws.below(2) == 0;
  const auto marked = [is_suffix](const std::string& token) { return is_suffix ? token + "</w>" : "##" + token; };
  TinyJson parts;
  for (const std::string& token : bpe.tokens) {
    parts.tokens.push_back(token);
    parts.tokens.push_back(marked(token));
  }
  for (const Merge& merge : bpe.merges) {
    const auto [left, right] = names_of_merge(bpe, merge);
    parts.merges.emplace_back(is_suffix ? left : marked(left), is_suffix ? right : marked(right));
    parts.merges.emplace_back(left, marked(right));
  }
  parts.model_options =
      unknown_options(draws) + (is_suffix ? R"("end_of_word_suffix":"</w>",)" : R"("continuing_subword_prefix":"##",)");
  parts.pre_tokenizer = kSplits[1 + draws.below(2)];
  return sample_of(draws, language, parse_tiny(parts));
}

struct Kind {
  const char* name;
  Sample (*make)(Draws&);
};

constexpr Kind kKinds[] = {
    {"byte-level", byte_level_sample<Bytes::all>},
    {"byte-level without bytes that no text has", byte_level_sample<Bytes::of_text>},
    {"byte-level without some bytes", byte_level_sample<Bytes::some>},
    {"a rank file", rank_file_sample},
    {"characters", character_sample},
    {"affixes", affix_sample},
};

// --- the check ---

bool agree(const Tokenizer& tokenizer, std::string_view text) {
  const auto encoding = tokenizer.encoding(text, std::nullopt, kPlain);
  IdList ids = {77};
  const Status encoded = tokenizer.encode(text, kPlain, ids);
  const auto count = tokenizer.count(text, kPlain);
  if (!encoding.ok()) {
    const bool same = encoded.message() == encoding.status().message();
    return same && count.status().message() == encoding.status().message();
  }
  if (!encoded.ok() || !count.ok() || ids[0] != 77) return false;
  ids.erase(ids.begin());
  return std::ranges::equal(ids, encoding.value().ids) && count.value() == ids.size();
}

// The text that differs first, or nothing.
std::string difference(const Sample& sample) {
  for (int round = 0; round < 2; ++round) {
    for (const std::string& text : sample.texts) {
      if (!agree(*sample.tokenizer, text)) return "round " + std::to_string(round) + ", " + json_quote(text);
    }
  }
  return "";
}

TEST("ids and counts are those of the tokens with their places, when first asked for and again") {
  for (const Kind& kind : kKinds) {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
      Draws draws(seed);
      const Sample sample = kind.make(draws);
      if (!sample.tokenizer) return;
      const std::string where = difference(sample);
      if (!where.empty())
        return fail(__FILE__, __LINE__, std::string(kind.name) + ", seed " + std::to_string(seed) + ": " + where);
    }
  }
}

TEST("tokenizers that take turns on one thread keep what they remember apart") {
  std::vector<Sample> samples;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Draws draws(1000 + seed % 4);  // the same words for five kinds and more
    samples.push_back(kKinds[seed % std::size(kKinds)].make(draws));
    if (!samples.back().tokenizer) return;
  }
  for (std::size_t turn = 0; turn < 400; ++turn) {
    const Sample& sample = samples[turn % (turn < 200 ? 2 : samples.size())];
    const Sample& other = samples[turn * 7 % samples.size()];
    const std::string& text = other.texts[turn % other.texts.size()];
    if (!agree(*sample.tokenizer, text)) return fail(__FILE__, __LINE__, "turn " + std::to_string(turn));
  }
}

TEST("threads that find out together what a new tokenizer's tokens are, agree") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Draws draws(seed);
    const Sample sample = kKinds[seed % std::size(kKinds)].make(draws);
    if (!sample.tokenizer) return;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { wrong += difference(sample).empty() ? 0 : 1; });
    for (std::thread& thread : threads) thread.join();
    if (wrong != 0) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
  }
}

// --- by hand ---

TEST("characters that are left out bring their neighbours together") {
  TinyJson parts;
  parts.tokens = {to_stand_ins("\xE6"), to_stand_ins("\x97"), to_stand_ins("\xA5"), to_stand_ins("日")};
  parts.tokens.insert(parts.tokens.end(), {to_stand_ins("\xE6\x97"), to_stand_ins("日日")});
  parts.merges = {
      {parts.tokens[0], parts.tokens[1]}, {parts.tokens[4], parts.tokens[2]}, {parts.tokens[3], parts.tokens[3]}};
  parts.pre_tokenizer = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  // The bytes of é have no token.
  CHECK_EQUAL(ids_of(*tokenizer.value(), "日é日"), IdList{5});
  CHECK(agree(*tokenizer.value(), "日é日é日日"));
}

TEST("the first text of a thread may be nothing but characters that are left out") {
  TinyJson parts;
  parts.tokens = {"a"};
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  IdList ids;
  std::size_t count = 1;
  std::thread([&] {
    ids = ids_of(*tokenizer.value(), "é");
    count = tokenizer.value()->count("é", kPlain).value();
  }).join();
  CHECK(ids.empty());
  CHECK_EQUAL(count, 0U);
}

TEST("the unknown token merges with what stands beside it") {
  TinyJson parts;
  parts.tokens = {"<unk>", to_stand_ins("\xE6"), to_stand_ins("\x97"), to_stand_ins("\xA5"),
                  "<unk>" + to_stand_ins("\xE6")};
  parts.merges = {{"<unk>", parts.tokens[1]}};
  parts.model_options = R"("unk_token":"<unk>",)";
  parts.pre_tokenizer = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(ids_of(*tokenizer.value(), "é日"), (IdList{0, 4, 2, 3}));
  CHECK(agree(*tokenizer.value(), "é日éé日日é"));
}

TEST("merges of tokens that no text has do no harm") {
  TinyJson parts = byte_level();
  parts.tokens.insert(parts.tokens.end(), {"日", "本", "日本"});
  parts.merges.emplace_back("日", "本");
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(names_of(*tokenizer.value(), "hello"), "hello");
  CHECK(agree(*tokenizer.value(), "hello world, 日本"));
}

TEST("models with affixes are run the plain way") {
  RandomBpe bpe{byte_units(), {}, true};
  const TokenTable tokens = bpe.table();
  for (const char* options : {R"({"end_of_word_suffix":"x"})", R"({"continuing_subword_prefix":"x"})"}) {
    const auto tables = make_tables(bpe, tokens, options);
    REQUIRE_OK(tables);
    CHECK(!QuickEncoder::fits(tables.value()));
  }
  const auto tables = make_tables(bpe, tokens);
  REQUIRE_OK(tables);
  CHECK(QuickEncoder::fits(tables.value()));
}

}  // namespace
}  // namespace tg::test
