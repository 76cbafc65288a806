#include "base/json.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/quote.h"
#include "base/utf8_validity.h"

namespace tg::json {
namespace {

constexpr std::size_t kDepthLimit = 128;  // what serde_json, hence the reference, allows
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

const Value kNull;

}  // namespace

Value Value::of(bool value) {
  return Value(std::in_place, value);
}

Value Value::of(double value) {
  return Value(std::in_place, value);
}

Value Value::of(std::string value) {
  return Value(std::in_place, std::move(value));
}

Value Value::array(std::vector<Value> items) {
  return Value(std::in_place, std::move(items));
}

Value Value::object(std::vector<Member> members) {
  return Value(std::in_place, std::move(members));
}

const Value& Value::operator[](std::string_view key) const {
  if (!is_object()) return kNull;
  for (const Member& member : members()) {
    if (member.first == key) return member.second;
  }
  return kNull;
}

Reader::Reader(std::string_view bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {
  if (bytes_.starts_with(kByteOrderMark)) {
    refusal_ = error("a byte order mark stands before the document; save the file as UTF-8 without one");
  } else if (const std::size_t bad = find_malformed_utf8(bytes_); bad != std::string_view::npos) {
    refusal_ =
        error_at(bad, "the byte 0x" + hexadecimal(static_cast<unsigned char>(bytes_[bad]), 2) + " is not UTF-8 here");
  }
  if (!refusal_.ok()) bytes_ = {};
}

Result<Value::Kind> Reader::peek() {
  skip_space();
  if (position_ == bytes_.size()) return unexpected("a value");
  switch (bytes_[position_]) {
    case '{':
      return Value::Kind::object;
    case '[':
      return Value::Kind::array;
    case '"':
      return Value::Kind::string;
    case 't':
    case 'f':
      return Value::Kind::boolean;
    case 'n':
      return Value::Kind::null;
    default:
      if (at('-') || (bytes_[position_] >= '0' && bytes_[position_] <= '9')) return Value::Kind::number;
      return unexpected("a value");
  }
}

Status Reader::begin_object() {
  return open('{', '}', "an object");
}

Result<bool> Reader::next_key(std::string& key) {
  Result<bool> more = next_member();
  if (!more.ok() || !more.value()) return more;
  TG_RETURN_IF_ERROR(read_string(key));
  TG_RETURN_IF_ERROR(end_key());
  return true;
}

Status Reader::end_key() {
  skip_space();
  if (!at(':')) return unexpected("':' after a key");
  ++position_;
  return {};
}

Status Reader::begin_array() {
  return open('[', ']', "an array");
}

Result<bool> Reader::next_item() {
  return next_member();
}

Status Reader::open(char bracket, char close, const char* what) {
  skip_space();
  if (!at(bracket)) return unexpected(what);
  if (open_.size() == kDepthLimit) return error("nested deeper than " + std::to_string(kDepthLimit) + " levels");
  ++position_;
  open_.push_back({close, false});
  return {};
}

// Steps over the separator to the next item, or the next member's key, of the innermost container, or over the
// container's end.
Result<bool> Reader::next_member() {
  skip_space();
  if (open_.empty()) return unexpected("an open object or array");
  Container& container = open_.back();
  if (at(container.close)) {
    ++position_;
    open_.pop_back();
    return false;
  }
  if (container.has_member) {
    if (!at(',')) return unexpected(std::string("',' or '") + container.close + "'");
    ++position_;
    skip_space();
  }
  container.has_member = true;
  if (container.close == '}' && !at('"')) return unexpected("a key in double quotes");
  return true;
}

Result<Value> Reader::read_value() {
  if (++values_ > kMostValues) {
    const std::string most = std::to_string(kMostValues);
    return Status::error(Code::limit, error_at(position_, "more than " + most + " values in what is kept").message());
  }
  const Result<Value::Kind> kind = peek();
  if (!kind.ok()) return kind.status();
  switch (kind.value()) {
    case Value::Kind::object:
      return read_object();
    case Value::Kind::array:
      return read_array();
    case Value::Kind::string: {
      std::string text;
      TG_RETURN_IF_ERROR(read_string(text));
      return Value::of(std::move(text));
    }
    case Value::Kind::number: {
      const Result<double> number = read_number();
      return number.ok() ? Result<Value>(Value::of(number.value())) : number.status();
    }
    case Value::Kind::boolean: {
      const Result<bool> boolean = read_boolean();
      return boolean.ok() ? Result<Value>(Value::of(boolean.value())) : boolean.status();
    }
    case Value::Kind::null:
      break;
  }
  TG_RETURN_IF_ERROR(read_null());
  return Value();
}

// Recursion through read_value is bounded by kDepthLimit.
Result<Value> Reader::read_array() {
  TG_RETURN_IF_ERROR(begin_array());
  std::vector<Value> items;
  while (true) {
    const Result<bool> more = next_item();
    if (!more.ok()) return more.status();
    if (!more.value()) return Value::array(std::move(items));
    Result<Value> item = read_value();
    if (!item.ok()) return item;
    items.push_back(std::move(item).value());
  }
}

Result<Value> Reader::read_object() {
  TG_RETURN_IF_ERROR(begin_object());
  std::vector<Value::Member> members;
  std::vector<std::size_t> positions;
  std::string key;
  while (true) {
    const Result<bool> more = next_key(key);
    if (!more.ok()) return more.status();
    if (!more.value()) break;
    positions.push_back(position_);
    Result<Value> value = read_value();
    if (!value.ok()) return value;
    members.emplace_back(std::move(key), std::move(value).value());
  }
  TG_RETURN_IF_ERROR(check_keys_differ(members, positions));
  return Value::object(std::move(members));
}

// Sorts instead of hashing, so that no choice of keys makes it quadratic. `positions` are those after the keys.
Status Reader::check_keys_differ(const std::vector<Value::Member>& members,
                                 const std::vector<std::size_t>& positions) const {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&members](std::size_t a, std::size_t b) {
    const int comparison = members[a].first.compare(members[b].first);
    return comparison != 0 ? comparison < 0 : a < b;
  });
  const auto twin = std::adjacent_find(order.begin(), order.end(), [&members](std::size_t a, std::size_t b) {
    return members[a].first == members[b].first;
  });
  if (twin == order.end()) return {};
  return error_at(positions[*std::next(twin)], "the key " + quote(members[*twin].first) + " appears twice");
}

Status Reader::skip_value() {
  const std::size_t depth = open_.size();
  do {
    TG_RETURN_IF_ERROR(skip_scalar_or_open());
    TG_RETURN_IF_ERROR(step_to_value(depth));
  } while (open_.size() > depth);
  return {};
}

// The switch of peek() once more, without a Result in between: half of a large file is skipped.
Status Reader::skip_scalar_or_open() {
  skip_space();
  switch (position_ < bytes_.size() ? bytes_[position_] : '\0') {
    case '"':
      return skip_string();
    case '{':
      return begin_object();
    case '[':
      return begin_array();
    case 't':
      return read_literal("true");
    case 'f':
      return read_literal("false");
    case 'n':
      return read_literal("null");
    default:
      return peek().ok() ? number_text().status() : unexpected("a value");
  }
}

// Leaves the containers above `depth` that end here, and goes on to the next value in the innermost one that does not.
Status Reader::step_to_value(std::size_t depth) {
  while (open_.size() > depth) {
    const bool in_object = open_.back().close == '}';
    const Result<bool> more = next_member();
    if (!more.ok()) return more.status();
    if (!more.value()) continue;
    if (!in_object) return {};
    TG_RETURN_IF_ERROR(skip_string());
    return end_key();
  }
  return {};
}

Status Reader::finish() {
  skip_space();
  return position_ < bytes_.size() || !refusal_.ok() ? unexpected("the end of the document") : Status();
}

Status Reader::error(const std::string& what) const {
  return error_at(position_, what);
}

Status Reader::error_at(std::size_t position, const std::string& what) const {
  if (!refusal_.ok()) return refusal_;
  const std::string_view before = bytes_.substr(0, position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 == 0
  const auto column = 1 + std::ranges::count_if(before.substr(line_begin), std::not_fn(continues_character));
  return Status::error(Code::bad_file,
                       name_ + ": line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + what);
}

Status Reader::unexpected(const std::string& expected) const {
  return error("expected " + expected + ", found " + found());
}

// What stands at the present position. Bytes that would spoil a terminal are not shown as they are.
std::string Reader::found() const {
  if (position_ >= bytes_.size()) return "the end of the document";
  const auto byte = static_cast<unsigned char>(bytes_[position_]);
  if (byte < 0x20 || byte == 0x7F) return "the control character 0x" + hexadecimal(byte, 2);
  std::size_t end = position_ + 1;
  while (end < bytes_.size() && continues_character(bytes_[end])) ++end;
  return std::string("'").append(bytes_, position_, end - position_).append("'");
}

}  // namespace tg::json
