#include "tokenizer/stand_ins.h"

#include <utility>

#include "base/cancelled.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

void append_in_stand_ins(TextView text, AlignedText& out) {
  CancelPoll cancelled;
  for (std::size_t at = 0; at < text.bytes.size() && !cancelled(); ++at) {
    out.bytes += to_stand_ins(text.bytes.substr(at, 1));
    if (text.is_tracked()) out.origins.resize(out.bytes.size(), text.origins[at]);
  }
}

class StandInWriter final : public PreTokenizer {
 public:
  explicit StandInWriter(std::unique_ptr<const PreTokenizer> cutter) : cutter_(std::move(cutter)) {}

  Status cut(CutText& text) const override {
    TG_RETURN_IF_ERROR(cutter_->cut(text));
    AlignedText written;
    text.next.clear();
    CancelPoll cancelled;
    for (const Span piece : text.pieces) {
      if (cancelled()) return check_cancelled();
      const auto begin = static_cast<std::uint32_t>(written.bytes.size());
      append_in_stand_ins(text.text.part(piece), written);
      text.next.push_back({begin, static_cast<std::uint32_t>(written.bytes.size())});
    }
    text.begins_text = text.begins_text && !text.pieces.empty() && text.pieces.front().begin == 0;
    text.pieces.swap(text.next);
    text.rewritten = std::move(written);
    text.text = view_of(text.rewritten);
    return {};
  }
  bool needs_origins() const override { return cutter_->needs_origins(); }
  void list_patterns(std::vector<PatternUse>& uses) const override { cutter_->list_patterns(uses); }

 private:
  std::unique_ptr<const PreTokenizer> cutter_;
};

}  // namespace

AlignedText in_stand_ins(TextView text) {
  AlignedText out;
  out.bytes.reserve(text.bytes.size() * 2);
  append_in_stand_ins(text, out);
  return out;
}

std::unique_ptr<const PreTokenizer> writing_stand_ins(std::unique_ptr<const PreTokenizer> cutter) {
  return std::make_unique<const StandInWriter>(std::move(cutter));
}

}  // namespace tg
