// Strip: takes up to so many of one character from the beginning and the end of every string.
#include "text/utf8.h"
#include "tokenizer/decoder.h"

namespace tg {
namespace {

class Strip final : public Decoder {
 public:
  Strip(std::string content, std::uint32_t start, std::uint32_t stop)
      : content_(std::move(content)), start_(start), stop_(stop) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) strings.add(stripped(tokens[i]));
  }
  Reach reach() const override { return Reach::token; }
  std::optional<std::string_view> trimmed(std::string_view text) const override { return stripped(text); }

 private:
  std::string_view stripped(std::string_view text) const {
    for (std::uint32_t i = 0; i < start_ && text.starts_with(content_); ++i) text.remove_prefix(content_.size());
    for (std::uint32_t i = 0; i < stop_ && text.ends_with(content_); ++i) text.remove_suffix(content_.size());
    return text;
  }

  std::string content_;
  std::uint32_t start_;
  std::uint32_t stop_;
};

}  // namespace

MadeStage<Decoder> make_strip_decoder(const StageSpec& spec) {
  auto content = read_text(spec, "content");
  if (!content.ok()) return content.status();
  const bool one =
      !content.value().empty() && utf8_length(static_cast<unsigned char>(content.value()[0])) == content.value().size();
  if (!one) return wrong_field(spec, "content", "one character");
  const auto start = read_number(spec, "start");
  if (!start.ok()) return start.status();
  const auto stop = read_number(spec, "stop");
  if (!stop.ok()) return stop.status();
  return made<Decoder, Strip>(std::move(content).value(), start.value(), stop.value());
}

}  // namespace tg
