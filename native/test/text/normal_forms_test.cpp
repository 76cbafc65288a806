#include "text/normal_forms.h"

#include <chrono>

#include "check.h"
#include "text/random_text.h"

namespace tg {
namespace {

constexpr NormalForm kForms[] = {NormalForm::nfc, NormalForm::nfd, NormalForm::nfkc, NormalForm::nfkd};

std::string normalized(NormalForm form, std::string text) {
  AlignedText aligned{std::move(text), {}};
  normalize(form, aligned, false);
  return aligned.bytes;
}

struct Row {
  const char* what;
  std::string text;
  std::string nfc;
  std::string nfd;
  std::string nfkc;
  std::string nfkd;
};

Row all_alike(const char* what, const std::string& text) {
  return {what, text, text, text, text, text};
}

const Row kRows[] = {
    all_alike("nothing", ""),
    all_alike("ASCII", "plain text\n"),
    {"a composed letter", "\u00E9", "\u00E9", "e\u0301", "\u00E9", "e\u0301"},
    {"a letter and its mark", "xe\u0301y", "x\u00E9y", "xe\u0301y", "x\u00E9y", "xe\u0301y"},
    {"marks out of order", "a\u0301\u0323", "\u1EA1\u0301", "a\u0323\u0301", "\u1EA1\u0301", "a\u0323\u0301"},
    {"marks of one class keep their order", "a\u0308\u0301", "\u00E4\u0301", "a\u0308\u0301", "\u00E4\u0301",
     "a\u0308\u0301"},
    {"a mark that composes over another class", "s\u0323\u0307", "\u1E69", "s\u0323\u0307", "\u1E69", "s\u0323\u0307"},
    {"a mark that is blocked", "a\u0302\u0302\u0301", "\u00E2\u0302\u0301", "a\u0302\u0302\u0301", "\u00E2\u0302\u0301",
     "a\u0302\u0302\u0301"},
    {"two steps of composition", "u\u0308\u030C", "\u01DA", "u\u0308\u030C", "\u01DA", "u\u0308\u030C"},
    {"a singleton", "\u212B", "\u00C5", "A\u030A", "\u00C5", "A\u030A"},
    {"an excluded composite", "\u0958", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C"},
    {"a mark that decomposes", "\u0344", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301"},
    {"two starters that compose", "\u0BC6\u0BBE", "\u0BCA", "\u0BC6\u0BBE", "\u0BCA", "\u0BC6\u0BBE"},
    {"a Hangul syllable", "\uAC01", "\uAC01", "\u1100\u1161\u11A8", "\uAC01", "\u1100\u1161\u11A8"},
    {"Hangul jamo", "\u1100\u1161\u11A8", "\uAC01", "\u1100\u1161\u11A8", "\uAC01", "\u1100\u1161\u11A8"},
    {"a syllable and a trail", "\uAC00\u11A8", "\uAC01", "\u1100\u1161\u11A8", "\uAC01", "\u1100\u1161\u11A8"},
    {"a full syllable takes no second trail", "\uAC01\u11A8", "\uAC01\u11A8", "\u1100\u1161\u11A8\u11A8",
     "\uAC01\u11A8", "\u1100\u1161\u11A8\u11A8"},
    {"the jamo before the first trail is none", "\uAC00\u11A7", "\uAC00\u11A7", "\u1100\u1161\u11A7", "\uAC00\u11A7",
     "\u1100\u1161\u11A7"},
    {"the last syllable", "\uD7A3", "\uD7A3", "\u1112\u1175\u11C2", "\uD7A3", "\u1112\u1175\u11C2"},
    {"a ligature", "\uFB01x", "\uFB01x", "\uFB01x", "fix", "fix"},
    {"a ligature before a mark", "\uFB01\u0301", "\uFB01\u0301", "\uFB01\u0301", "f\u00ED", "fi\u0301"},
    {"full width", "\uFF21\uFF11", "\uFF21\uFF11", "\uFF21\uFF11", "A1", "A1"},
    {"half-width kana with its voice mark", "\uFF76\uFF9E", "\uFF76\uFF9E", "\uFF76\uFF9E", "\u30AC", "\u30AB\u3099"},
    {"the longest decomposition", "\uFDFA", "\uFDFA", "\uFDFA",
     "\u0635\u0644\u0649\u0020\u0627\u0644\u0644\u0647\u0020\u0639\u0644\u064A\u0647\u0020\u0648\u0633\u0644\u0645",
     "\u0635\u0644\u0649\u0020\u0627\u0644\u0644\u0647\u0020\u0639\u0644\u064A\u0647\u0020\u0648\u0633\u0644\u0645"},
    {"a composite past the first plane", "\U00011099\U000110BA", "\U0001109A", "\U00011099\U000110BA", "\U0001109A",
     "\U00011099\U000110BA"},
    {"a musical symbol is never composed", "\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165",
     "\U0001D157\U0001D165", "\U0001D157\U0001D165"},
};

TEST("the four forms of hand-picked texts") {
  for (const Row& row : kRows) {
    const std::string found[] = {normalized(kForms[0], row.text), normalized(kForms[1], row.text),
                                 normalized(kForms[2], row.text), normalized(kForms[3], row.text)};
    const std::string expected[] = {row.nfc, row.nfd, row.nfkc, row.nfkd};
    for (int form = 0; form < 4; ++form) {
      if (found[form] != expected[form]) CHECK_EQUAL(row.what, "");
      CHECK_EQUAL(found[form], expected[form]);
    }
  }
}

// The conformance rules of UAX #15 that hold between the forms.
bool forms_agree(const std::string& text) {
  const std::string nfc = normalized(NormalForm::nfc, text);
  const std::string nfd = normalized(NormalForm::nfd, text);
  const std::string nfkc = normalized(NormalForm::nfkc, text);
  const std::string nfkd = normalized(NormalForm::nfkd, text);
  bool agree = normalized(NormalForm::nfc, nfd) == nfc && normalized(NormalForm::nfd, nfc) == nfd &&
               normalized(NormalForm::nfc, nfc) == nfc && normalized(NormalForm::nfd, nfd) == nfd;
  for (const std::string& form : {text, nfc, nfd, nfkc, nfkd}) {
    agree = agree && normalized(NormalForm::nfkc, form) == nfkc && normalized(NormalForm::nfkd, form) == nfkd;
  }
  for (const NormalForm form : kForms) {
    agree = agree && (!is_surely_normalized(form, text) || normalized(form, text) == text);
    agree = agree && is_valid_utf8(normalized(form, text));
  }
  return agree && is_surely_normalized(NormalForm::nfd, nfd) && is_surely_normalized(NormalForm::nfkd, nfkd);
}

TEST("the forms agree with each other on every character, alone and before a mark") {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (category_of(code_point) == Category::Cs || category_of(code_point) == Category::Cn) continue;
    if (code_point >= 0xF0000) break;  // private use
    std::string text = "a";
    append_utf8(text, code_point);
    if (!forms_agree(text) || !forms_agree(text + "\u0323\u0301")) {
      return CHECK_EQUAL(static_cast<unsigned>(code_point), 0u);
    }
  }
}

// Characters that decompose, compose or change places, close together.
std::string random_sequence(std::mt19937& random) {
  constexpr char32_t kBases[] = {'a',    'e',    'u',    'f',    0xC5,   0x1EA1, 0x1E69,
                                 0xAC00, 0xAC01, 0x1100, 0x1161, 0x11A8, 0xBC6};
  std::string text;
  for (auto left = 1 + random() % 12; left > 0; --left) {
    const auto choice = random() % 8;
    char32_t code_point = static_cast<char32_t>(choice < 5 ? 0x300 + random() % 0x50 : random() % 0x3100);
    if (choice == 5) code_point = kBases[random() % std::size(kBases)];
    if (choice == 6) code_point = static_cast<char32_t>(0xF900 + random() % 0x6F0);
    append_utf8(text, code_point);
  }
  return text;
}

TEST("the forms agree with each other on random sequences of bases and marks") {
  for (unsigned seed = 1; seed <= 20000; ++seed) {
    std::mt19937 random(seed);
    if (!forms_agree(random_sequence(random))) return CHECK_EQUAL("seed " + std::to_string(seed), "");
  }
}

AlignedText with_own_origins(const std::string& text) {
  AlignedText aligned{text, {}};
  for (std::size_t position = 0; position < text.size();) {
    const auto begin = static_cast<std::uint32_t>(position);
    const auto length = static_cast<std::uint32_t>(decode_utf8(text, position).length);
    aligned.origins.insert(aligned.origins.end(), length, Span{begin, begin + length});
    position += length;
  }
  return aligned;
}

std::string origins_after(NormalForm form, const std::string& text) {
  AlignedText aligned = with_own_origins(text);
  normalize(form, aligned, true);
  CHECK_EQUAL(aligned.origins.size(), aligned.bytes.size());
  std::string shown;
  for (std::size_t position = 0; position < aligned.bytes.size();) {
    const Span origin = aligned.origins[position];
    shown += std::to_string(origin.begin) + "-" + std::to_string(origin.end) + " ";
    position += decode_utf8(aligned.bytes, position).length;
  }
  return shown;
}

// One origin a character of the result, worked out by hand from the rule.
TEST("origins follow the reference's replay of changes") {
  CHECK_EQUAL(origins_after(NormalForm::nfc, "xe\u0301y"), "0-1 1-2 4-5 ");
  CHECK_EQUAL(origins_after(NormalForm::nfd, "x\u00E9y"), "0-1 1-3 1-3 3-4 ");
  CHECK_EQUAL(origins_after(NormalForm::nfc, "\u1100\u1161\u11A8!"), "0-3 9-10 ");
  CHECK_EQUAL(origins_after(NormalForm::nfd, "\uAC01!"), "0-3 0-3 0-3 3-4 ");
  CHECK_EQUAL(origins_after(NormalForm::nfkc, "a\uFB01b"), "0-1 1-4 1-4 4-5 ");
  CHECK_EQUAL(origins_after(NormalForm::nfkc, "\uFB01\u0301b"), "0-3 3-5 5-6 ");
  CHECK_EQUAL(origins_after(NormalForm::nfc, "a\u0301\u0323b"), "0-1 3-5 5-6 ");
  CHECK_EQUAL(origins_after(NormalForm::nfc, "\u00E1\u0323b"), "0-2 2-4 4-5 ");
  CHECK_EQUAL(origins_after(NormalForm::nfd, "\u00E1\u0323b"), "0-2 2-4 2-4 4-5 ");
}

TEST("origins are carried from the text before, and left out when nobody asks") {
  AlignedText text{"e\u0301", {{7, 9}, {9, 12}, {9, 12}}};
  normalize(NormalForm::nfc, text, true);
  CHECK(text.origins == std::vector<Span>({{7, 9}, {7, 9}}));
  normalize(NormalForm::nfc, text, false);
  CHECK(text.origins.empty());
  CHECK_EQUAL(text.bytes, "\u00E9");
}

TEST("a million marks on one letter take no quadratic time") {
  std::string text = "a";
  for (int pair = 0; pair < 250'000; ++pair) text += "\u0301\u0323\u0344\u0300";
  for (const NormalForm form : kForms) {
    const auto start = std::chrono::steady_clock::now();
    const std::string once = normalized(form, text);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    CHECK(normalized(form, once) == once);
  }
}

TEST("the decomposition of every single character is its normal form D") {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point < 0xE000) continue;
    std::string whole;
    append_utf8(whole, code_point);
    const Decomposition found = canonical_decomposition(code_point);
    std::string parts;
    for (std::size_t i = 0; i < found.size; ++i) append_utf8(parts, found.parts[i]);
    if (parts != normalized(NormalForm::nfd, whole)) {
      test::fail(__FILE__, __LINE__, "code point " + std::to_string(code_point));
    }
  }
}

}  // namespace
}  // namespace tg
