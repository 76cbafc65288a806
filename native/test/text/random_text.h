// Random texts that are unkind to split patterns. The seed is printed by the test that fails.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

#include "text/unicode.h"
#include "text/utf8.h"

namespace tg::test {

class RandomText {
 public:
  explicit RandomText(unsigned seed) : random_(seed) {}

  std::string next() {
    constexpr std::array kKinds = {&RandomText::ascii, &RandomText::spaces_and_apostrophes, &RandomText::any_category,
                                   &RandomText::cases_and_marks};
    const auto kind = kKinds[random_() % (kKinds.size() + 1) % kKinds.size()];
    const auto other = kKinds[random_() % kKinds.size()];
    std::string text;
    for (auto left = 1 + random_() % 24; left > 0; --left) (this->*(random_() % 5 == 0 ? other : kind))(text);
    return text;
  }

 private:
  std::string_view pick(std::initializer_list<std::string_view> choices) {
    return choices.begin()[random_() % choices.size()];
  }

  void ascii(std::string& text) {
    const auto choice = random_() % 6;
    if (choice == 0) return text.push_back(static_cast<char>(random_() % 128));
    if (choice == 1) text.append(random_() % 5, static_cast<char>('0' + random_() % 10));
    if (choice == 2) text.append(random_() % 20, static_cast<char>('a' + random_() % 26));
    if (choice > 2)
      text +=
          pick({" ", " the", " Word", "HTTPServer", "don't", "WE'LL", "...", "(x)", " $", "://", "_", "\n", "I'm "});
  }

  void spaces_and_apostrophes(std::string& text) {
    text += pick({" ",      "  ",     "\n",     "\r\n",   "\r", "\t",     "\v", "\f", "\u00A0", "\u0085", "\u2028",
                  "\u3000", "\u180E", "\u200B", "\u1680", "'",  "\u2019", "s",  "S",  "\u017F", "t",      "LL",
                  "lL",     "Re",     "vE",     "'d",     "'M", "/",      "1",  "x",  "\u212A", "\u0301", "!"});
  }

  // Every category has the same chance, however few characters it has.
  void any_category(std::string& text) {
    const auto wanted = static_cast<Category>(1 + random_() % 29);
    for (int tries = 0; tries < 3000; ++tries) {
      const auto code_point = static_cast<char32_t>(random_() % (random_() % 2 == 0 ? 0x3000 : 0x110000));
      if (category_of(code_point) != wanted || category_of(code_point) == Category::Cs) continue;
      return append_utf8(text, code_point);
    }
  }

  void cases_and_marks(std::string& text) {
    text += pick({"A",      "b",      "\u01C5", "\u02B0", "\u4E2D", "\u0301", "\u093E", "\u20DD",     "\u0410",
                  "\u0431", "\u00DF", "\u1E9E", "\uFB06", "\u0130", "\u0131", "'s",     "'S",         "'\u017F",
                  "1",      "\u0663", "\u2167", "-",      "/",      " ",      "\n",     "\U0001F600", "\U00010400"});
  }

  std::mt19937 random_;
};

}  // namespace tg::test
