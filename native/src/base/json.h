// JSON read in one pass: a pull reader for files of megabytes, and a small value tree for the parts that are kept.
// Strict (RFC 8259), UTF-8 checked, depth bounded; memory stays within a small multiple of the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokengraft/status.h"

namespace tg::json {

// A JSON value. Objects keep the file's order; a repeated key is refused by the reader.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  using Member = std::pair<std::string, Value>;

  Value() = default;
  static Value of(bool value);
  static Value of(double value);
  static Value of(std::string value);
  static Value of(const char* value) { return of(std::string(value)); }
  static Value array(std::vector<Value> items);
  static Value object(std::vector<Member> members);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_number() const { return kind_ == Kind::number; }

  // REQUIRES: the kind fits.
  bool boolean() const { return boolean_; }
  double number() const { return number_; }
  const std::string& string() const { return string_; }
  const std::vector<Value>& items() const { return items_; }
  const std::vector<Member>& members() const { return members_; }

  // The member `key`, or a null value when this is no object or has no such member.
  const Value& operator[](std::string_view key) const;

 private:
  Kind kind_ = Kind::null;
  bool boolean_ = false;
  double number_ = 0;
  std::string string_;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

// Reads a document from left to right. Every call either advances past what it names or fails with Code::bad_file and a
// message "NAME: line L, column C: …". After a failure the reader must not be used again.
class Reader {
 public:
  // `bytes` must outlive the reader.
  Reader(std::string_view bytes, std::string name);

  // What the next value is, without consuming it.
  Result<Value::Kind> peek();

  Status begin_object();
  // False at the end of the object, which is then consumed; else `key` holds the next key and its value follows.
  Result<bool> next_key(std::string& key);
  Status begin_array();
  // False at the end of the array, which is then consumed; else the next item's value follows.
  Result<bool> next_item();

  Status read_string(std::string& out);
  Result<double> read_number();
  // A number that is an integer within [0, limit].
  Result<std::uint64_t> read_index(std::uint64_t limit);
  Result<bool> read_boolean();
  Status read_null();
  Result<Value> read_value();
  Status skip_value();

  // Only white space may be left.
  Status finish();

  // A failure at the present position, for errors of meaning rather than of syntax.
  Status error(const std::string& what) const;
  std::size_t position() const { return position_; }

 private:
  std::string_view bytes_;
  std::string name_;
  std::size_t position_ = 0;
  std::vector<char> open_;  // '{' or '[' of every open container
  std::vector<bool> has_member_;
};

}  // namespace tg::json
