// Strip: takes white space off the ends of a text.
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

std::size_t leading_space(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Decoded character = decode_utf8(text, at);
    if (!is_white_space(character.code_point)) break;
    at += character.length;
  }
  return at;
}

// Where the white space at the end begins.
std::size_t trailing_space(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    const std::size_t begin = begin_of_character(text, end);
    if (!is_white_space(decode_utf8(text, begin).code_point)) break;
    end = begin;
  }
  return end;
}

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  Status normalize(AlignedText& text, bool) const override {
    const Span kept = kept_part(text.bytes);
    text.bytes.resize(kept.end);
    text.bytes.erase(0, kept.begin);
    if (text.origins.empty()) return {};
    text.origins.erase(text.origins.begin() + kept.end, text.origins.end());
    text.origins.erase(text.origins.begin(), text.origins.begin() + kept.begin);
    return {};
  }
  bool keeps(std::string_view text) const override {
    const Span kept = kept_part(text);
    return kept.begin == 0 && kept.end == text.size();
  }

 private:
  Span kept_part(std::string_view text) const {
    const auto end = static_cast<std::uint32_t>(right_ ? trailing_space(text) : text.size());
    const auto begin = static_cast<std::uint32_t>(left_ ? leading_space(text.substr(0, end)) : 0);
    return {begin, end};
  }

  bool left_;
  bool right_;
};

}  // namespace

MadeStage<Normalizer> make_strip_normalizer(const StageSpec& spec) {
  const auto left = read_flag(spec, "strip_left");
  if (!left.ok()) return left.status();
  const auto right = read_flag(spec, "strip_right");
  if (!right.ok()) return right.status();
  return made<Normalizer, Strip>(left.value(), right.value());
}

}  // namespace tg
