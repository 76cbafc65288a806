// Prepend: puts a string before a text that is not empty.
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

class Prepend final : public Normalizer {
 public:
  Prepend(std::string prefix, std::string where) : prefix_(std::move(prefix)), where_(std::move(where)) {}

  Status normalize(AlignedText& text, bool track) const override {
    if (text.bytes.empty()) return {};
    if (text.bytes.size() + prefix_.size() > text.limit) return grown_too_long(where_, text.limit);
    text.bytes.insert(0, prefix_);
    // What is put in front comes from the character that it stands before.
    if (track) text.origins.insert(text.origins.begin(), prefix_.size(), text.origins.front());
    return {};
  }
  bool keeps(std::string_view text) const override { return text.empty() || prefix_.empty(); }

 private:
  std::string prefix_;
  std::string where_;
};

}  // namespace

MadeStage<Normalizer> make_prepend_normalizer(const StageSpec& spec) {
  auto prefix = read_text(spec, "prepend");
  if (!prefix.ok()) return prefix.status();
  return made<Normalizer, Prepend>(std::move(prefix).value(), spec.where);
}

}  // namespace tg
