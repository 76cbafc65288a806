// JSON read in one pass: a pull reader for files of megabytes, and a small value tree for the parts that are kept.
// Strict (RFC 8259), UTF-8 checked, depth bounded; memory stays within a small multiple of the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
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

  Kind kind() const { return static_cast<Kind>(content_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_boolean() const { return kind() == Kind::boolean; }
  bool is_number() const { return kind() == Kind::number; }

  // REQUIRES: the kind fits.
  bool boolean() const { return *std::get_if<bool>(&content_); }
  double number() const { return *std::get_if<double>(&content_); }
  const std::string& string() const { return *std::get_if<std::string>(&content_); }
  const std::vector<Value>& items() const { return *std::get_if<std::vector<Value>>(&content_); }
  const std::vector<Member>& members() const { return *std::get_if<std::vector<Member>>(&content_); }

  // The member `key`, or a null value when this is no object or has no such member.
  const Value& operator[](std::string_view key) const;

 private:
  // In the order of Kind.
  using Content = std::variant<std::monostate, bool, double, std::string, std::vector<Value>, std::vector<Member>>;
  template <class T>
  Value(std::in_place_t, T content) : content_(std::in_place_type<T>, std::move(content)) {}

  Content content_;
};

// Reads a document from left to right. Every call either advances past what it names or fails with Code::bad_file and a
// message "NAME: line L, column C: …" (columns count characters). After a failure the reader must not be used again.
// A copy reads on from the same place, so a part whose meaning depends on a later one can be skipped and read after it.
class Reader {
 public:
  // `bytes` must outlive the reader. A byte order mark or malformed UTF-8 anywhere fails the first call.
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
  // The double that the reference's reader makes of it, see serde_number.h.
  Result<double> read_serde_number();
  // A number that is an integer within [0, limit].
  Result<std::uint64_t> read_index(std::uint64_t limit);
  Result<bool> read_boolean();
  Status read_null();
  // A value takes up to 72 bytes where its text takes two. What a reader makes of them in all is bounded: past
  // kMostValues it fails with Code::limit.
  static constexpr std::size_t kMostValues = std::size_t{1} << 18;
  Result<Value> read_value();
  Status skip_value();

  // What next_key and read_index, next_item and read_string do, for the plain case that large files consist of: no
  // escapes, an integer of at most nine digits. False for anything else, the end included: then nothing has moved, and
  // the general calls say what it is. The text is part of the document's bytes.
  bool take_plain_index(std::string_view& key, std::uint32_t& index);
  struct PlainValue {
    Value::Kind kind = Value::Kind::null;  // string, number or boolean
    std::string_view text;
    std::uint32_t index = 0;
    bool boolean = false;
  };
  bool take_plain_member(std::string_view& key, PlainValue& value);
  bool take_plain_string(std::string_view& text);
  // An array of two such strings.
  bool take_plain_pair(std::string_view& first, std::string_view& second);

  // Only white space may be left.
  Status finish();

  // A failure at the present position, for errors of meaning rather than of syntax.
  Status error(const std::string& what) const;
  std::size_t position() const { return position_; }
  // How many bytes are left.
  std::size_t left() const { return bytes_.size() - position_; }

 private:
  struct Container {
    char close;
    bool has_member;
  };

  bool at(char character) const { return has(character, position_); }
  void skip_space() { position_ = space_end(position_); }
  std::size_t space_end(std::size_t position) const {
    while (position < bytes_.size()) {
      const char character = bytes_[position];
      if (character != ' ' && character != '\n' && character != '\t' && character != '\r') break;
      ++position;
    }
    return position;
  }
  bool has(char character, std::size_t position) const {
    return position < bytes_.size() && bytes_[position] == character;
  }
  bool step_to_plain(std::size_t& position, char begin) const;
  bool find_plain_key(std::size_t& position, std::string_view& key) const;
  bool find_plain_value(std::size_t& position, PlainValue& value) const;
  bool find_plain_string(std::size_t& position, std::string_view& text) const;
  bool find_plain_index(std::size_t& position, std::uint32_t& index) const;
  Status open(char bracket, char close, const char* what);
  Result<bool> next_member();
  Status end_key();
  Status read_escape(std::size_t string_begin, std::string& out);
  Result<std::uint32_t> read_code_point();
  Result<std::uint32_t> read_code_unit();
  Result<std::string_view> number_text();
  Status read_literal(std::string_view literal);
  Result<Value> read_array();
  Result<Value> read_object();
  Status check_keys_differ(const std::vector<Value::Member>& members, const std::vector<std::size_t>& positions) const;
  Status skip_string();
  Status skip_scalar_or_open();
  Status step_to_value(std::size_t depth);
  std::string found() const;
  Status unexpected(const std::string& expected) const;
  Status error_at(std::size_t position, const std::string& what) const;

  std::string_view bytes_;  // empty when the document as a whole is refused; `refusal_` says why
  std::string name_;
  Status refusal_;
  std::size_t position_ = 0;
  std::size_t values_ = 0;
  std::vector<Container> open_;
};

}  // namespace tg::json
