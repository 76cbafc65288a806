// Replace: in every token, every match of a plain string becomes a fixed text.
#include "base/quote.h"
#include "tokenizer/decoder.h"

namespace tg {
namespace {

class Replace final : public Decoder {
 public:
  Replace(std::string pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      append_replaced(tokens[i], strings.bytes());
      strings.end_last();
    }
  }

 private:
  void append_replaced(std::string_view token, std::string& out) const {
    std::size_t done = 0;
    for (std::size_t at = token.find(pattern_); at != token.npos; at = token.find(pattern_, done)) {
      out.append(token.substr(done, at - done)).append(content_);
      done = at + pattern_.size();
    }
    out.append(token.substr(done));
  }

  std::string pattern_;
  std::string content_;
};

}  // namespace

MadeStage<Decoder> make_replace_decoder(const StageSpec& spec) {
  const json::Value& pattern = spec.options["pattern"]["String"];
  if (!pattern.is_string()) {
    return Status::error(Code::unsupported,
                         spec.where + ".pattern: only {\"String\": …} is supported in a decoder yet");
  }
  if (pattern.string().empty()) return wrong_field(spec, "pattern", "a pattern that matches some text");
  auto content = read_text(spec, "content");
  if (!content.ok()) return content.status();
  return made<Decoder, Replace>(pattern.string(), std::move(content).value());
}

}  // namespace tg
