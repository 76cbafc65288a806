// Normalizers and pre-tokenizers are faster when nobody asks where bytes came from: then as before, the same text and
// the same pieces have to come out. Each test runs every stage over random text; the seed is in the message.
#include <random>

#include "base/json.h"
#include "check.h"
#include "text/utf8.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// What some stage treats in a way of its own: controls, capitals, marks that stay and go, scripts that compose.
constexpr Range kRanges[] = {
    {'a', 'z'},         {'A', 'Z'},         {' ', ' '},         {' ', '~'},         {0x00, 0x1F},
    {0x7F, 0xA1},       {0xC0, 0x17F},      {0x300, 0x36F},     {0x370, 0x52F},     {0x5B0, 0x5EA},
    {0x600, 0x65F},     {0x900, 0x97F},     {0xE00, 0xE5B},     {0x1100, 0x11FF},   {0x1780, 0x17DD},
    {0x1E00, 0x1FFF},   {0x2000, 0x206F},   {0x20D0, 0x20F0},   {0x2160, 0x2188},   {0x2581, 0x2581},
    {0x2460, 0x24FF},   {0x3000, 0x30FF},   {0x4E00, 0x4E40},   {0xAC00, 0xAC60},   {0xD7A0, 0xD7FF},
    {0xF900, 0xFA20},   {0xFE00, 0xFE0F},   {0xFB00, 0xFB50},   {0xFFFD, 0xFFFD},   {0xE000, 0xE004},
    {0x10400, 0x10430}, {0x1D150, 0x1D180}, {0x1F1E6, 0x1F1FF}, {0x1F468, 0x1F469}, {0x200D, 0x200D},
    {0x2F800, 0x2F820}, {0x1DF0, 0x1DFF},   {0x302A, 0x302F},   {0xE0100, 0xE0110}, {0x0378, 0x0379},
};

class Mixture {
 public:
  explicit Mixture(unsigned seed) : random_(seed) {}

  // Runs of one kind of characters, some long enough for blocks.
  std::string next() {
    std::string text;
    for (auto runs = random_() % 8; runs > 0; --runs) {
      const Range range = kRanges[random_() % std::size(kRanges)];
      for (auto left = 1 + random_() % (random_() % 4 == 0 ? 40 : 4); left > 0; --left) {
        append_utf8(text, range.first + static_cast<char32_t>(random_() % (range.last - range.first + 1)));
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

AlignedText aligned(std::string_view text) {
  AlignedText out;
  for (std::uint32_t at = 0; at < text.size();) {
    const auto end = at + static_cast<std::uint32_t>(utf8_length(static_cast<unsigned char>(text[at])));
    out.origins.insert(out.origins.end(), end - at, Span{at, end});
    at = end;
  }
  out.bytes = text;
  return out;
}

Result<StageSpec> stage(const std::string& json) {
  json::Reader reader(json, "test");
  auto options = reader.read_value();
  if (!options.ok()) return options.status();
  return StageSpec{std::move(options).value(), "stage"};
}

// ---- normalizers ----------------------------------------------------------------------------------------------------

std::string bert(const char* clean, const char* chinese, const char* accents, const char* lower) {
  return std::string(R"({"type":"BertNormalizer","clean_text":)") + clean + R"(,"handle_chinese_chars":)" + chinese +
         R"(,"strip_accents":)" + accents + R"(,"lowercase":)" + lower + "}";
}

// A charsmap of a few rules, its trie laid out with room: the children of node k stand in the k-th 256 units.
class Rules {
 public:
  void add(std::string_view from, std::string_view to) {
    std::size_t node = 0;
    for (const char byte : from) node = child(node, static_cast<unsigned char>(byte));
    const std::size_t unit = unit_of_[node];
    units_[unit] |= 1u << 8;
    units_[base(node)] = static_cast<std::uint32_t>(texts_.size());
    texts_.append(to).push_back('\0');
  }

  // The stage, with the table in base64.
  std::string json() const {
    std::string bytes;
    const auto number = [&bytes](std::uint32_t value) {
      for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFF);
    };
    number(static_cast<std::uint32_t>(units_.size() * 4));
    for (const std::uint32_t unit : units_) number(unit);
    return R"({"type":"Precompiled","precompiled_charsmap":")" + base64(bytes + texts_) + "\"}";
  }

 private:
  static std::size_t base(std::size_t node) { return 256 * (node + 1); }
  static std::vector<std::uint32_t> first_units() {
    std::vector<std::uint32_t> units(512);
    units[0] = 256u << 10;
    return units;
  }

  std::size_t child(std::size_t node, unsigned char byte) {
    const std::size_t unit = base(node) ^ byte;
    for (std::size_t known = 1; known < unit_of_.size(); ++known) {
      if (unit_of_[known] == unit) return known;
    }
    const std::size_t made = unit_of_.size();
    unit_of_.push_back(unit);
    units_.resize(base(made) + 256);
    units_[unit] = static_cast<std::uint32_t>((unit ^ base(made)) << 10) | byte;
    return made;
  }

  static std::string base64(std::string_view bytes) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
      std::uint32_t group = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
      }
      for (std::size_t i = 0; i < 4; ++i) {
        out += at + i > bytes.size() ? '=' : kDigits[group >> (18 - 6 * i) & 63];
      }
    }
    return out;
  }

  std::vector<std::uint32_t> units_ = first_units();
  std::vector<std::size_t> unit_of_ = {0};  // of the nodes
  std::string texts_ = std::string(1, '\0');
};

std::string precompiled() {
  Rules rules;
  const std::pair<const char*, const char*> all[] = {
      {"\t", " "},      {"\n", " "},      {"\u00A0", " "},     {"\u3000", " "},
      {"\uFB01", "fi"}, {"\u0301", ""},   {"\u4E00", "1"},     {"\uAC00", "\u1100\u1161"},
      {"\u200D", ""},   {"e\u0302", "ê"}, {"\U0001F1E6", "A"}, {"Z", "zz"},
  };
  for (const auto& [from, to] : all) rules.add(from, to);
  return rules.json();
}

std::vector<std::string> normalizers() {
  std::vector<std::string> all = {
      precompiled(),
      R"({"type":"NFC"})",
      R"({"type":"NFD"})",
      R"({"type":"NFKC"})",
      R"({"type":"NFKD"})",
      R"({"type":"Lowercase"})",
      R"({"type":"Nmt"})",
      R"({"type":"StripAccents"})",
      R"({"type":"Strip","strip_left":true,"strip_right":true})",
      R"({"type":"Prepend","prepend":"▁"})",
      R"({"type":"Replace","pattern":{"String":" "},"content":"▁"})",
      R"({"type":"Replace","pattern":{"String":"a"},"content":""})",
      R"({"type":"Replace","pattern":{"String":"▁"},"content":" "})",
      R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"})",
      R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},)"
      R"({"type":"Replace","pattern":{"String":" "},"content":"▁"}]})",
  };
  for (int flags = 0; flags < 16; ++flags) {
    const auto flag = [flags](int bit) { return (flags >> bit & 1) != 0 ? "true" : "false"; };
    all.push_back(bert(flag(0), flag(1), flag(2), flag(3)));
  }
  return all;
}

void check_normalizer(const std::string& json, unsigned seed) {
  const auto spec = stage(json);
  REQUIRE_OK(spec);
  const auto made = make_normalizer(spec.value());
  REQUIRE_OK(made);
  const Normalizer& normalizer = *made.value();
  Mixture mixture(seed);
  for (int round = 0; round < 400; ++round) {
    const std::string text = mixture.next();
    AlignedText tracked = aligned(text);
    AlignedText plain{text, {}};
    REQUIRE_OK(normalizer.normalize(tracked, true));
    REQUIRE_OK(normalizer.normalize(plain, false));
    const std::string about = json + ", seed " + std::to_string(seed) + ", text \"" + text + "\"";
    if (plain.bytes != tracked.bytes) return fail(__FILE__, __LINE__, about + " became \"" + plain.bytes + "\"");
    if (tracked.origins.size() != tracked.bytes.size())
      return fail(__FILE__, __LINE__, about + ": origins are missing");
    if (normalizer.keeps(text) && plain.bytes != text) return fail(__FILE__, __LINE__, about + " is not kept");
  }
}

TEST("normalizers make the same text whether origins are asked for or not") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const unsigned seed = draw_seed();
  for (const std::string& json : normalizers()) check_normalizer(json, seed);
}

// ---- pre-tokenizers -------------------------------------------------------------------------------------------------

CutText cut(const PreTokenizer& pre_tokenizer, const AlignedText& whole, Status& status) {
  CutText text;
  text.begin(view_of(whole));
  text.begins_text = true;
  status = pre_tokenizer.cut(text);
  return text;
}

std::vector<std::string> pieces_of(const CutText& text) {
  std::vector<std::string> pieces;
  for (const Span piece : text.pieces) pieces.emplace_back(text.text.part(piece).bytes);
  return pieces;
}

// The pieces of the first pre-tokenizer without origins are those of the second with them.
void check_pre_tokenizers(const std::string& json, const std::string& twin_json, unsigned seed) {
  const auto fast = make_pre_tokenizer(stage(json).value());
  REQUIRE_OK(fast);
  const auto twin = make_pre_tokenizer(stage(twin_json).value());
  REQUIRE_OK(twin);
  Mixture mixture(seed);
  for (int round = 0; round < 400; ++round) {
    const AlignedText tracked = aligned(mixture.next());
    Status one;
    Status other;
    const AlignedText plain{tracked.bytes, {}};
    const CutText found = cut(*fast.value(), plain, one);
    const CutText expected = cut(*twin.value(), tracked, other);
    REQUIRE_OK(one);
    REQUIRE_OK(other);
    if (pieces_of(found) == pieces_of(expected)) continue;
    return fail(__FILE__, __LINE__,
                json + ", seed " + std::to_string(seed) + ", text \"" + tracked.bytes + "\": found " +
                    show(pieces_of(found)) + ", expected " + show(pieces_of(expected)));
  }
}

std::string in_sequence(const std::string& first, const std::string& second) {
  return R"({"type":"Sequence","pretokenizers":[)" + first + "," + second + "]}";
}

TEST("pre-tokenizers cut the same pieces whether origins are asked for or not") {
  const unsigned seed = draw_seed();
  const std::string spaces = R"({"type":"WhitespaceSplit"})";
  for (const char* scheme : {"always", "first", "never"}) {
    for (const char* split : {"true", "false"}) {
      const std::string metaspace = std::string(R"({"type":"Metaspace","replacement":"▁","prepend_scheme":")") +
                                    scheme + R"(","split":)" + split + "}";
      check_pre_tokenizers(metaspace, metaspace, seed);
      check_pre_tokenizers(in_sequence(spaces, metaspace), in_sequence(spaces, metaspace), seed);
    }
  }
}

TEST("each pre-tokenizer cuts like the expression that says what it does") {
  const unsigned seed = draw_seed();
  const std::string by_spaces = R"({"type":"Split","pattern":{"Regex":"\\s"},"behavior":"Removed","invert":false})";
  const std::string by_dashes = R"({"type":"Split","pattern":{"String":"▁"},"behavior":"Removed","invert":false})";
  check_pre_tokenizers(R"({"type":"BertPreTokenizer"})",
                       in_sequence(R"({"type":"WhitespaceSplit"})", R"({"type":"Punctuation"})"), seed);
  check_pre_tokenizers(R"({"type":"CharDelimiterSplit","delimiter":"▁"})", by_dashes, seed);
  if (!make_pre_tokenizer(stage(by_spaces).value()).ok()) return skip("this build has no PCRE2");
  check_pre_tokenizers(R"({"type":"WhitespaceSplit"})", by_spaces, seed);
  check_pre_tokenizers(R"({"type":"Digits","individual_digits":true})",
                       R"({"type":"Split","pattern":{"Regex":"\\p{N}"},"behavior":"Isolated","invert":false})", seed);
}

// ---- models ---------------------------------------------------------------------------------------------------------

const char* const kWordPiece =
    R"({"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"##","max_input_chars_per_word":20,)"
    R"("vocab":{"?":0,"a":1,"ab":2,"##b":3,"##a":4,"##ba":5,"é":6,"##é":7,"aaaa":8}})";
const char* const kUnigram =
    R"({"type":"Unigram","unk_id":0,"byte_fallback":true,"vocab":[["?",-9],["a",-1],["b",-1.5],["ab",-2],["ba",-2.1],)"
    R"(["aab",-2.6],["é",-3],["<0xE6>",-5],["<0x97>",-5],["<0xA5>",-5],["▁",-2],["▁a",-2.5]]})";

std::string words_of_few_letters(Draws& draws) {
  constexpr std::string_view kLetters[] = {"a", "a", "a", "b", "b", "é", "日", "x", " ", " "};
  std::string text;
  for (auto left = draws.below(200); left > 0; --left) text += kLetters[draws.below(std::size(kLetters))];
  return text;
}

TEST("models find the same tokens whether words are remembered or not") {
  const unsigned seed = draw_seed();
  Draws draws(seed);
  for (const char* model : {kWordPiece, kUnigram}) {
    const std::string file = std::string(R"({"model":)") + model + R"(,"pre_tokenizer":{"type":"WhitespaceSplit"}})";
    const auto tokenizer = Tokenizer::parse(file, "tiny.json", {TokenizerFormat::tokenizer_json, {}, {}});
    REQUIRE_OK(tokenizer);
    for (int round = 0; round < 300; ++round) {
      const std::string text = words_of_few_letters(draws);
      const auto encoding = tokenizer.value()->encoding(text, std::nullopt, kPlain);
      REQUIRE_OK(encoding);
      const bool agrees = ids_of(*tokenizer.value(), text) == encoding->ids &&
                          tokenizer.value()->count(text, kPlain).value() == encoding->ids.size();
      if (!agrees) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", text \"" + text + "\"");
    }
  }
}

}  // namespace
}  // namespace tg::test
