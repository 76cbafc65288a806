// Sequence: decoders one after the other.
#include "tokenizer/decoder.h"

namespace tg {
namespace {

class Sequence final : public Decoder {
 public:
  explicit Sequence(std::vector<std::unique_ptr<const Decoder>> stages) : stages_(std::move(stages)) {}

  void decode(const StringList& tokens, StringList& strings) const override {
    StringList now = tokens;
    StringList next;
    for (const auto& stage : stages_) {
      next.clear();
      stage->decode(now, next);
      std::swap(now, next);
    }
    for (std::size_t i = 0; i < now.size(); ++i) strings.add(now[i]);
  }
  void list_stages(std::vector<const Decoder*>& stages) const override {
    for (const auto& stage : stages_) stage->list_stages(stages);
  }
  bool is_byte_level() const override { return stages_.size() == 1 && stages_.front()->is_byte_level(); }

 private:
  std::vector<std::unique_ptr<const Decoder>> stages_;
};

}  // namespace

MadeStage<Decoder> make_sequence_decoder(const StageSpec& spec) {
  auto inner = read_stages(spec, "decoders");
  if (!inner.ok()) return inner.status();
  std::vector<std::unique_ptr<const Decoder>> stages;
  for (const StageSpec& stage : inner.value()) {
    auto made = make_decoder(stage);
    if (!made.ok()) return made.status();
    if (made.value()) stages.push_back(std::move(made).value());
  }
  return made<Decoder, Sequence>(std::move(stages));
}

}  // namespace tg
