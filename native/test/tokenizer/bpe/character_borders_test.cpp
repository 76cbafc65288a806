// Pieces cut between characters against pieces merged whole, and every cut against all tokens.
#include "tokenizer/bpe/character_borders.h"

#include <algorithm>

#include "check.h"
#include "text/utf8.h"
#include "tokenizer/bpe/random_bpe.h"
#include "tokenizer/byte_token.h"

namespace tg::test {
namespace {

// Characters that share bytes with their neighbours: Han, kana, Cyrillic, Greek, marks, emoji, Hangul, and U+0000.
const std::vector<std::string>& wide_characters() {
  static const std::vector<std::string> characters = [] {
    std::vector<std::string> all = characters_of(
        "的一是不了人我在有他这中大来上国日本語文字のはをにがたでてとしれさアイスンドル"
        "приветкаоснтлдЖЯαβγδ\u0301\u0300\u0308\u093E한국어글"
        "😀😁🤣🚀\U0001F1E9\U0001F3FBaeio "
        "t.,1é\u00A0");
    all.insert(all.begin() + 5, std::string(1, '\0'));
    return all;
  }();
  return characters;
}

std::string random_text(Draws& draws, std::span<const std::string> characters, std::size_t longest) {
  return random_words(draws, characters, 1, longest)[0];
}

// A part of a text, cut anywhere between two bytes: tokens learnt from it begin and end inside characters.
std::string bytes_of(Draws& draws, const std::string& text) {
  const std::size_t begin = draws.below(text.size());
  return text.substr(begin, 1 + draws.below(text.size() - begin));
}

std::vector<std::string> some_characters(Draws& draws) {
  std::vector<std::string> characters;
  const std::uint64_t count = 2 + draws.below(30);
  for (std::uint64_t i = 0; i < count; ++i)
    characters.push_back(wide_characters()[draws.below(wide_characters().size())]);
  return characters;
}

RandomBpe random_bytes(Draws& draws, std::span<const std::string> characters) {
  std::vector<std::string> words;
  for (int i = 0; i < 25; ++i) words.push_back(bytes_of(draws, random_text(draws, characters, 8)));
  return train_bpe(draws, words, byte_units(), true, 10 + draws.below(70));
}

std::vector<std::size_t> cuts_of(const CharacterBorders& borders, std::string_view piece) {
  std::vector<std::size_t> cuts;
  for (CharacterBorders::Cut cut(borders, piece, piece.data() + piece.size()); !cut.is_whole(); cut.go_on())
    cuts.push_back(cut.place());
  return cuts;
}

std::vector<TokenId> merged_in_parts(const Merger& merger, const std::vector<std::size_t>& cuts,
                                     std::string_view piece) {
  std::vector<TokenId> ids;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : piece.size();
    for (const TokenId id : merged(merger, piece.substr(begin, end - begin))) ids.push_back(id);
    begin = end;
  }
  return ids;
}

// Whether some token lies across `cut` as the text stands there. Slow and obvious.
bool is_crossed(const std::vector<std::string>& tokens, std::string_view text, std::size_t cut) {
  return std::ranges::any_of(tokens, [&](const std::string& token) {
    for (std::size_t before = 1; before < token.size() && before <= cut; ++before) {
      if (text.substr(cut - before, token.size()) == token) return true;
    }
    return false;
  });
}

bool begins_character(std::string_view text, std::size_t at) {
  return (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Returns the number of cuts; fails the test when one of them is none.
std::size_t check_cuts(const CharacterBorders& borders, const RandomBpe& bpe, const Merger& merger,
                       std::string_view text, const std::string& which) {
  const std::vector<std::size_t> cuts = cuts_of(borders, text);
  for (const std::size_t cut : cuts) {
    if (!begins_character(text, cut)) fail(__FILE__, __LINE__, which + ": a cut inside a character");
    if (is_crossed(bpe.tokens, text, cut)) fail(__FILE__, __LINE__, which + ": a token across a cut");
  }
  if (merged_in_parts(merger, cuts, text) != merged(merger, text)) fail(__FILE__, __LINE__, which + ": other ids");
  return cuts.size();
}

void check_byte_vocabularies(MergeRule rule) {
  std::size_t cuts = 0;
  std::size_t borders_seen = 0;
  for (std::uint64_t seed = 1; seed <= 250; ++seed) {
    Draws draws(seed);
    const std::vector<std::string> characters = some_characters(draws);
    const RandomBpe bpe = random_bytes(draws, characters);
    const TokenTable tokens = bpe.table();
    auto tables = make_tables(bpe, tokens, "{}", rule);
    REQUIRE_OK(tables);
    const Merger merger(std::move(tables).value());
    const CharacterBorders borders(tokens);
    for (int i = 0; i < 12; ++i) {
      const std::string text = random_text(draws, characters, 40);
      cuts += check_cuts(borders, bpe, merger, text, "seed " + std::to_string(seed));
      borders_seen += static_cast<std::size_t>(
          std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
    }
  }
  CHECK(cuts > 5000);
  CHECK(cuts < borders_seen);
}

TEST("byte-level pieces merge between cuts as they do whole") {
  check_byte_vocabularies(MergeRule::listed);
}

TEST("so do those of rank files") {
  check_byte_vocabularies(MergeRule::by_rank);
}

TEST("so do pieces of characters, those without a token spelled in bytes") {
  std::vector<std::string> units;
  for (unsigned byte = 0; byte < 256; ++byte) units.push_back(byte_token_name(byte));
  std::size_t cuts = 0;
  for (std::uint64_t seed = 1; seed <= 250; ++seed) {
    Draws draws(seed);
    const std::vector<std::string> characters = some_characters(draws);
    std::string known;
    for (const std::string& character : characters) known += character;
    std::vector<std::string> all = units;
    for (std::string& character : characters_of(known)) all.push_back(std::move(character));
    const std::vector<std::string> words = random_words(draws, characters, 25, 8);
    const RandomBpe bpe = train_bpe(draws, words, all, false, 5 + draws.below(50));
    const TokenTable tokens = bpe.table();
    auto tables = make_tables(bpe, tokens, R"({"byte_fallback":true})");
    REQUIRE_OK(tables);
    CHECK(tables.value().spells_everything);
    CHECK(!tables.value().merges_byte_tokens(bpe.merges));
    const Merger merger(std::move(tables).value());
    const CharacterBorders borders(tokens);
    for (int i = 0; i < 12; ++i) {
      std::string text = random_text(draws, characters, 20);
      text += random_text(draws, wide_characters(), 10) + random_text(draws, characters, 20);
      cuts += check_cuts(borders, bpe, merger, text, "seed " + std::to_string(seed));
    }
  }
  CHECK(cuts > 5000);
}

// --- by hand ---

std::vector<std::size_t> cuts_with(const std::vector<std::string>& tokens, std::string_view text) {
  RandomBpe bpe{tokens, {}, true};
  const TokenTable table = bpe.table();
  return cuts_of(CharacterBorders(table), text);
}

using Cuts = std::vector<std::size_t>;

TEST("borders that no token has are cuts") {
  CHECK_EQUAL(cuts_with({"x"}, "日本a語"), (Cuts{3, 6, 7}));
  CHECK_EQUAL(cuts_with({"abcd"}, "abcd.ab"), (Cuts{4, 5}));
  CHECK_EQUAL(cuts_with({"abcd"}, "a日bcd😀"), (Cuts{1, 4, 7}));
  CHECK_EQUAL(cuts_with({"x"}, "é"), Cuts{});
}

TEST("a token closes the borders inside of it wherever they stand") {
  CHECK_EQUAL(cuts_with({"日本"}, "日本語日本"), (Cuts{6, 9}));
  CHECK_EQUAL(cuts_with({"aé"}, "baé"), Cuts{1});
  CHECK_EQUAL(cuts_with({"the quick é"}, " é!"), Cuts{3});
}

TEST("parts of characters count: an end, a beginning, both") {
  const std::string end = std::string("日").substr(1);           // E6 97 A5: two bytes
  const std::string beginning = std::string("本").substr(0, 1);  // E6 of E6 9C AC
  CHECK_EQUAL(cuts_with({end + "本"}, "日本"), Cuts{});
  CHECK_EQUAL(cuts_with({"日" + beginning}, "日本"), Cuts{});
  CHECK_EQUAL(cuts_with({end + beginning}, "日本"), Cuts{});
  CHECK_EQUAL(cuts_with({end.substr(1) + std::string("本").substr(0, 2)}, "日本"), Cuts{});
  CHECK_EQUAL(cuts_with({end + "語"}, "日本"), Cuts{3});
  CHECK_EQUAL(cuts_with({"😀" + beginning}, "日本"), Cuts{3});
  CHECK_EQUAL(cuts_with({std::string("😀").substr(3) + std::string("😁").substr(0, 3)}, "😀😁"), Cuts{});
  CHECK_EQUAL(cuts_with({"a" + beginning}, "a本"), Cuts{});
  CHECK_EQUAL(cuts_with({end + "a"}, "日a"), Cuts{});
}

TEST("U+0000 is a character like any other") {
  const std::string zero(1, '\0');
  CHECK_EQUAL(cuts_with({"x"}, "日" + zero + "本"), (Cuts{3, 4}));
  CHECK_EQUAL(cuts_with({"日" + zero}, "日" + zero + "本"), Cuts{4});
  CHECK_EQUAL(cuts_with({zero + "本"}, "日" + zero + "本"), Cuts{3});
  CHECK_EQUAL(cuts_with({zero + std::string("本").substr(0, 2)}, "日" + zero + "本"), Cuts{3});
  CHECK_EQUAL(cuts_with({std::string("日").substr(2) + zero}, "日" + zero + "本"), Cuts{4});
}

TEST("tokens that no text has close nothing else, and do no harm") {
  const std::string wild = "\x80\x80\x80\x80\x80\xE4\xE4\xFF\xC0本";
  CHECK_EQUAL(cuts_with({wild, "\xF0\x9F", "\x9F", ""}, "日本"), Cuts{3});
}

}  // namespace
}  // namespace tg::test
