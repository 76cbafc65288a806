#include "base/protobuf.h"

#include <bit>

namespace tg::protobuf {
namespace {

constexpr unsigned kVarintBits = 64;

Status bad_message(const std::string& where, const std::string& what) {
  return Status::error(Code::bad_file, where + ": " + what);
}

std::string named(const Field& field) {
  return "field " + std::to_string(field.number);
}

}  // namespace

Result<bool> Reader::next(Field& field) {
  if (position_ == message_.size()) return false;
  const std::size_t begin = position_;
  std::uint64_t key = 0;
  if (!read_varint(key) || key >> 3 == 0 || key >> 32 != 0) {
    return bad_message(where_, "no protobuf field at byte " + std::to_string(begin));
  }
  field = {static_cast<std::uint32_t>(key >> 3), static_cast<WireType>(key & 7), 0, {}};
  TG_RETURN_IF_ERROR(read_content(field));
  return true;
}

Status Reader::read_content(Field& field) {
  switch (field.type) {
    case WireType::varint:
      return read_varint(field.value) ? Status() : cut_short(field);
    case WireType::fixed64:
      return read_fixed(8, field.value) ? Status() : cut_short(field);
    case WireType::fixed32:
      return read_fixed(4, field.value) ? Status() : cut_short(field);
    case WireType::bytes:
      if (!read_varint(field.value) || field.value > message_.size() - position_) return cut_short(field);
      field.bytes = message_.substr(position_, static_cast<std::size_t>(field.value));
      position_ += field.bytes.size();
      return {};
  }
  return bad_message(where_, named(field) + " has the wire type " + std::to_string(static_cast<unsigned>(field.type)) +
                                 ", which these files do not use");
}

// Seven bits a byte, the lowest first; bits beyond the 64th are not accepted.
bool Reader::read_varint(std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < kVarintBits && position_ < message_.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(message_[position_++]);
    if (shift == 63 && byte > 1) return false;
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool Reader::read_fixed(std::size_t size, std::uint64_t& value) {
  if (message_.size() - position_ < size) return false;
  value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(message_[position_ + i]);
  position_ += size;
  return true;
}

Status Reader::cut_short(const Field& field) const {
  return bad_message(where_, named(field) + " does not end inside its message, which has " +
                                 std::to_string(message_.size()) + " bytes; is the file cut short?");
}

Status Reader::wrong_type(const Field& field, std::string_view expected) const {
  return bad_message(where_, named(field) + ": expected " + std::string(expected) + ", found the wire type " +
                                 std::to_string(static_cast<unsigned>(field.type)));
}

float as_float(std::uint64_t fixed32) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(fixed32));
}

}  // namespace tg::protobuf
