// CharDelimiterSplit: what lies between the places of one character.
#include "base/cancelled.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class CharDelimiterSplit final : public PreTokenizer {
 public:
  explicit CharDelimiterSplit(std::string delimiter) : delimiter_(std::move(delimiter)) {}

  Status cut(CutText& text) const override {
    return cut_pieces(text, {Delimiter::removed, false}, [this](std::string_view bytes, std::vector<Span>& matches) {
      CancelPoll cancelled;
      for (std::size_t at = bytes.find(delimiter_); at != bytes.npos && !cancelled();
           at = bytes.find(delimiter_, at + 1)) {
        matches.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + delimiter_.size())});
      }
      return Status();
    });
  }

 private:
  std::string delimiter_;  // one character
};

}  // namespace

MadeStage<PreTokenizer> make_char_delimiter_split_pre_tokenizer(const StageSpec& spec) {
  auto delimiter = read_character(spec, "delimiter");
  if (!delimiter.ok()) return delimiter.status();
  return made<PreTokenizer, CharDelimiterSplit>(std::move(delimiter).value());
}

}  // namespace tg
