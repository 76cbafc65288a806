// BertNormalizer: what BERT does before it cuts words: cleaning, spaces around Chinese characters, no accents, lower
// case; each if the file says so.
#include <algorithm>

#include "text/dated_properties.h"
#include "text/lower_case.h"
#include "text/normal_forms.h"
#include "text/rewriting.h"
#include "text/unicode.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

struct BertOptions {
  bool clean_text;
  bool handle_chinese_chars;
  bool strip_accents;
  bool lowercase;
};

bool is_white(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || is_white_space(c);
}

bool is_dropped(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return c == 0 || c == 0xFFFD || is_control_or_private_of_8(c);
}

// As BERT counts Chinese characters: the blocks of ideographs, with the gaps of its list.
bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FA1F);
}

void append_clean(std::string& out, char32_t c) {
  if (!is_dropped(c)) append_utf8(out, is_white(c) ? U' ' : c);
}

void append_spaced(std::string& out, char32_t c) {
  const bool chinese = is_chinese(c);
  if (chinese) out.push_back(' ');
  append_utf8(out, c);
  if (chinese) out.push_back(' ');
}

void append_unaccented(std::string& out, char32_t c) {
  if (!is_nonspacing_mark_of_8(c)) append_utf8(out, c);
}

class Bert final : public Normalizer {
 public:
  explicit Bert(BertOptions options) : options_(options) {}

  Status normalize(AlignedText& text, bool track) const override {
    if (options_.clean_text) rewrite_characters(text, track, append_clean);
    if (options_.handle_chinese_chars) rewrite_characters(text, track, append_spaced);
    if (options_.strip_accents) {
      tg::normalize(NormalForm::nfd, text, track);
      rewrite_characters(text, track, append_unaccented);
    }
    if (options_.lowercase) rewrite_characters(text, track, append_lower_case);
    return {};
  }
  // Printable ASCII is clean, and neither Chinese nor accented.
  bool keeps(std::string_view text) const override {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }) &&
           (!options_.lowercase || is_surely_lower_case(text));
  }

 private:
  BertOptions options_;
};

}  // namespace

MadeStage<Normalizer> make_bert_normalizer(const StageSpec& spec) {
  const auto clean_text = read_flag(spec, "clean_text");
  if (!clean_text.ok()) return clean_text.status();
  const auto handle_chinese_chars = read_flag(spec, "handle_chinese_chars");
  if (!handle_chinese_chars.ok()) return handle_chinese_chars.status();
  const auto lowercase = read_flag(spec, "lowercase");
  if (!lowercase.ok()) return lowercase.status();
  // BERT strips accents where it lowers case, unless the file says otherwise.
  const auto strip_accents = read_flag_or(spec, "strip_accents", lowercase.value());
  if (!strip_accents.ok()) return strip_accents.status();
  return made<Normalizer, Bert>(
      BertOptions{clean_text.value(), handle_chinese_chars.value(), strip_accents.value(), lowercase.value()});
}

}  // namespace tg
