// TemplateProcessing: a pattern of special tokens and sequences, one for single texts and one for pairs.
#include <algorithm>
#include <map>

#include "base/quote.h"
#include "tokenizer/post_processor.h"

namespace tg {
namespace {

// A place in a template: a sequence, or ids to insert.
struct Slot {
  bool is_sequence;
  std::size_t sequence;
  std::vector<TokenId> ids;
  std::uint8_t type;
};

using Template = std::vector<Slot>;
using SpecialTokens = std::map<std::string, std::vector<TokenId>>;

class TemplateProcessing final : public PostProcessor {
 public:
  TemplateProcessing(Template single, Template pair) : single_(std::move(single)), pair_(std::move(pair)) {}

  void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const override {
    std::vector<SequenceEncoding> filled;
    for (const Slot& slot : parts.size() == 2 ? pair_ : single_) {
      if (slot.is_sequence) {
        if (slot.sequence < parts.size()) filled.push_back(placed(parts[slot.sequence], slot));
      } else if (add_special_tokens) {
        filled.push_back(inserted(slot));
      }
    }
    parts = std::move(filled);
  }

  FrameSize largest_frame(FrameSize frame) const override {
    const FrameSize single = filled_size(single_, frame);
    const FrameSize pair = filled_size(pair_, frame);
    return {std::max(single.texts, pair.texts), std::max(single.inserted, pair.inserted)};
  }

 private:
  // Saturates, so that templates in a row cannot overflow.
  static FrameSize filled_size(const Template& slots, FrameSize frame) {
    constexpr std::size_t kEnough = std::size_t{1} << 30;
    FrameSize size{0, 0};
    for (const Slot& slot : slots) {
      size.texts = std::min(size.texts + (slot.is_sequence ? frame.texts : 0), kEnough);
      size.inserted = std::min(size.inserted + (slot.is_sequence ? frame.inserted : slot.ids.size()), kEnough);
    }
    return size;
  }

  static SequenceEncoding placed(SequenceEncoding& part, const Slot& slot) {
    part.set_type(slot.type);
    part.set_sequence(slot.sequence);
    return part;
  }

  static SequenceEncoding inserted(const Slot& slot) {
    SequenceEncoding part;
    for (const TokenId id : slot.ids) part.insert(id, slot.type);
    return part;
  }

  Template single_;
  Template pair_;
};

Result<std::uint8_t> read_type_id(const StageSpec& slot) {
  const auto type = read_number(slot, "type_id");
  if (!type.ok()) return type.status();
  if (type.value() > 255) return wrong_field(slot, "type_id", "at most 255");
  return static_cast<std::uint8_t>(type.value());
}

Result<Slot> read_sequence(const StageSpec& slot, std::size_t sequences) {
  const auto name = read_text(slot, "id");
  if (!name.ok()) return name.status();
  const auto type = read_type_id(slot);
  if (!type.ok()) return type.status();
  const std::size_t sequence = name.value() == "A" ? 0 : 1;
  if ((name.value() != "A" && name.value() != "B") || sequence >= sequences) {
    return wrong_field(slot, "id", sequences == 1 ? "\"A\"" : "\"A\" or \"B\"");
  }
  return Slot{true, sequence, {}, type.value()};
}

Result<Slot> read_special(const StageSpec& slot, const SpecialTokens& tokens) {
  const auto name = read_text(slot, "id");
  if (!name.ok()) return name.status();
  const auto type = read_type_id(slot);
  if (!type.ok()) return type.status();
  const auto token = tokens.find(name.value());
  if (token == tokens.end()) {
    return Status::error(
        Code::bad_file, slot.where + ".id " + quote(name.value()) + " is not among the special_tokens of the template");
  }
  return Slot{false, 0, token->second, type.value()};
}

Result<Template> read_template(const StageSpec& spec, const std::string& field, const SpecialTokens& tokens) {
  auto items = read_stages(spec, field);
  if (!items.ok()) return items.status();
  Template slots;
  for (const StageSpec& item : items.value()) {
    const json::Value& sequence = item.options["Sequence"];
    const bool is_sequence = sequence.is_object();
    auto slot = is_sequence ? read_sequence(inner_stage(item, "Sequence", sequence), field == "pair" ? 2 : 1)
                            : read_special(inner_stage(item, "SpecialToken", item.options["SpecialToken"]), tokens);
    if (!slot.ok()) return slot.status();
    slots.push_back(std::move(slot).value());
  }
  return slots;
}

Result<std::vector<TokenId>> read_ids(const StageSpec& token) {
  const json::Value& ids = token.options["ids"];
  if (!ids.is_array()) return wrong_field(token, "ids", "an array of ids");
  std::vector<TokenId> read;
  for (const json::Value& id : ids.items()) {
    const auto number = read_number({json::Value::object({{"id", id}}), token.where + ".ids"}, "id");
    if (!number.ok()) return number.status();
    read.push_back(number.value());
  }
  return read;
}

Result<SpecialTokens> read_special_tokens(const StageSpec& spec) {
  const json::Value& field = spec.options["special_tokens"];
  if (!field.is_object()) return wrong_field(spec, "special_tokens", "an object");
  SpecialTokens tokens;
  for (const auto& [name, options] : field.members()) {
    auto ids = read_ids({options, spec.where + ".special_tokens[" + quote(name) + "]"});
    if (!ids.ok()) return ids.status();
    tokens.emplace(name, std::move(ids).value());
  }
  return tokens;
}

}  // namespace

MadeStage<PostProcessor> make_template_post_processor(const StageSpec& spec) {
  const auto tokens = read_special_tokens(spec);
  if (!tokens.ok()) return tokens.status();
  auto single = read_template(spec, "single", tokens.value());
  if (!single.ok()) return single.status();
  auto pair = read_template(spec, "pair", tokens.value());
  if (!pair.ok()) return pair.status();
  return made<PostProcessor, TemplateProcessing>(std::move(single).value(), std::move(pair).value());
}

}  // namespace tg
