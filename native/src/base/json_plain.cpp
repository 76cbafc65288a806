// The plain case of the JSON reader: short strings without escapes and small integers, which large files consist of.
#include "base/json.h"
#include "base/json_runs.h"

namespace tg::json {

bool Reader::take_plain_index(std::string_view& key, std::uint32_t& index) {
  std::size_t position = position_;
  if (!find_plain_key(position, key) || !find_plain_index(position, index)) return false;
  position_ = position;
  open_.back().has_member = true;
  return true;
}

bool Reader::take_plain_member(std::string_view& key, PlainValue& value) {
  std::size_t position = position_;
  if (!find_plain_key(position, key) || !find_plain_value(position, value)) return false;
  position_ = position;
  open_.back().has_member = true;
  return true;
}

bool Reader::take_plain_string(std::string_view& text) {
  std::size_t position = position_;
  if (!step_to_plain(position, '"') || !find_plain_string(position, text)) return false;
  position_ = position;
  open_.back().has_member = true;
  return true;
}

bool Reader::take_plain_pair(std::string_view& first, std::string_view& second) {
  std::size_t position = position_;
  if (!step_to_plain(position, '[')) return false;
  position = space_end(position + 1);
  if (!find_plain_string(position, first)) return false;
  position = space_end(position);
  if (!has(',', position)) return false;
  position = space_end(position + 1);
  if (!find_plain_string(position, second)) return false;
  position = space_end(position);
  if (!has(']', position)) return false;
  position_ = position + 1;
  open_.back().has_member = true;
  return true;
}

// To the next key or item, over the separator where one is due; false when it does not begin with `begin`.
bool Reader::step_to_plain(std::size_t& position, char begin) const {
  if (open_.empty()) return false;
  position = space_end(position);
  if (open_.back().has_member) {
    if (!has(',', position)) return false;
    position = space_end(position + 1);
  }
  return has(begin, position);
}

// From the next key to its value.
bool Reader::find_plain_key(std::size_t& position, std::string_view& key) const {
  if (!step_to_plain(position, '"') || !find_plain_string(position, key)) return false;
  position = space_end(position);
  if (!has(':', position)) return false;
  position = space_end(position + 1);
  return true;
}

bool Reader::find_plain_value(std::size_t& position, PlainValue& value) const {
  value.kind = Value::Kind::string;
  if (has('"', position)) return find_plain_string(position, value.text);
  const bool is_true = has('t', position);
  if (!is_true && !has('f', position)) {
    value.kind = Value::Kind::number;
    return find_plain_index(position, value.index);
  }
  const std::string_view literal = is_true ? "true" : "false";
  if (!bytes_.substr(position).starts_with(literal)) return false;
  position += literal.size();
  value.kind = Value::Kind::boolean;
  value.boolean = is_true;
  return true;
}

bool Reader::find_plain_string(std::size_t& position, std::string_view& text) const {
  if (!has('"', position)) return false;
  const std::size_t begin = position + 1;
  const std::size_t end = plain_run_end(bytes_, begin);
  if (!has('"', end)) return false;
  text = bytes_.substr(begin, end - begin);
  position = end + 1;
  return true;
}

bool Reader::find_plain_index(std::size_t& position, std::uint32_t& index) const {
  constexpr std::size_t kDigits = 9;
  const std::size_t begin = position;
  index = 0;
  for (; position < bytes_.size() && position - begin <= kDigits; ++position) {
    const auto digit = static_cast<unsigned char>(bytes_[position] - '0');
    if (digit > 9) break;
    index = index * 10 + digit;
  }
  const std::size_t digits = position - begin;
  if (digits == 0 || digits > kDigits || (digits > 1 && bytes_[begin] == '0')) return false;
  return !has('.', position) && !has('e', position) && !has('E', position);
}

}  // namespace tg::json
