#include "tokenizer/framing.h"

namespace tg {
namespace {

// `[name, id]`.
Result<TokenId> read_named_id(const StageSpec& spec, std::string_view field) {
  const json::Value& pair = spec.options[field];
  if (!pair.is_array() || pair.items().size() != 2) return wrong_field(spec, field, "[name, id]");
  return read_number({json::Value::object({{"id", pair.items()[1]}}), spec.where + "." + std::string(field)}, "id");
}

}  // namespace

Result<Frame> read_frame(const StageSpec& spec) {
  const auto class_token = read_named_id(spec, "cls");
  if (!class_token.ok()) return class_token.status();
  const auto separator = read_named_id(spec, "sep");
  if (!separator.ok()) return separator.status();
  return Frame{class_token.value(), separator.value()};
}

void put_frame(SequenceEncoding& part, std::size_t sequence, const Framed& frame) {
  SequenceEncoding framed;
  framed.text = part.text;
  if (frame.before) framed.insert(*frame.before, frame.type);
  part.ranges.clear();
  part.set_sequence(sequence);
  // The reference marks nothing inside a frame as special, whatever was so before.
  part.encoding.special_mask.assign(part.size(), 0);
  framed.append(part);
  framed.insert(frame.after, frame.type);
  part = std::move(framed);
}

}  // namespace tg
