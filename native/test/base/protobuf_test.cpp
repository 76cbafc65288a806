// Protocol buffers, honest and cut short.
#include "base/protobuf.h"

#include "check.h"

namespace tg::test {
namespace {

using protobuf::Field;
using protobuf::Reader;
using protobuf::WireType;

std::string refusal(std::string_view message) {
  Reader reader(message, "m");
  Field field;
  while (true) {
    const auto more = reader.next(field);
    if (!more.ok()) return more.status().message();
    if (!more.value()) return "";
  }
}

TEST("fields come one after the other, each with its content") {
  Reader reader(std::string_view("\x08\x96\x01\x12\x02hi\x1D\x00\x00\x80\x3F\x21\x01\x00\x00\x00\x00\x00\x00\x80", 21),
                "m");
  Field field;
  CHECK(reader.next(field).value());
  CHECK_EQUAL(field.number, 1U);
  CHECK_EQUAL(field.value, 150U);
  CHECK(reader.next(field).value());
  CHECK(field.type == WireType::bytes);
  CHECK_EQUAL(std::string(field.bytes), "hi");
  CHECK(reader.next(field).value());
  CHECK_EQUAL(protobuf::as_float(field.value), 1.0F);
  CHECK(reader.next(field).value());
  CHECK_EQUAL(field.value, 0x8000000000000001U);
  CHECK(!reader.next(field).value());
}

TEST("a number of ten bytes is read, one of more is not") {
  const std::string nine(9, '\xFF');
  const std::string message = "\x08" + nine + "\x01";
  Reader reader(message, "m");
  Field field;
  CHECK(reader.next(field).value());
  CHECK_EQUAL(field.value, ~std::uint64_t{0});
  CHECK(!refusal("\x08" + nine + "\x02").empty());
  CHECK(!refusal("\x08" + nine + "\xFF\x01").empty());
}

TEST("a message that lies is refused with the place") {
  CHECK_EQUAL(refusal("\x0A\x05"
                      "abc"),
              "m: field 1 does not end inside its message, which has 5 bytes; is the file cut short?");
  CHECK(!refusal(std::string("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11)).empty());
  CHECK(!refusal("\x08").empty());
  CHECK(!refusal("\x0D\x01\x02").empty());
  CHECK_EQUAL(refusal(std::string_view("\x00", 1)), "m: no protobuf field at byte 0");
  CHECK_EQUAL(refusal("\x0B"), "m: field 1 has the wire type 3, which these files do not use");
  CHECK(!refusal("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01").empty());
}

}  // namespace
}  // namespace tg::test
