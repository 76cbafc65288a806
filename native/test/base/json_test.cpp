#include "base/json.h"

#include <string>
#include <string_view>

#include "check.h"

namespace {

using tg::Result;
using tg::Status;
using tg::json::Reader;
using tg::json::Value;

Result<Value> parse(std::string_view text) {
  Reader reader(text, "file.json");
  Result<Value> value = reader.read_value();
  if (!value.ok()) return value;
  if (Status end = reader.finish(); !end.ok()) return end;
  return value;
}

Status skip(std::string_view text) {
  Reader reader(text, "file.json");
  TG_RETURN_IF_ERROR(reader.skip_value());
  return reader.finish();
}

// The message of the refusal, "" when the document is accepted. Reading and skipping must agree, but for repeated keys.
std::string refusal(std::string_view text) {
  const Result<Value> value = parse(text);
  const std::string message = value.status().message();
  if (message.find("appears twice") == std::string::npos) CHECK_EQUAL(skip(text).message(), message);
  if (!value.ok()) CHECK(value.status().code() == tg::Code::bad_file);
  return message;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

constexpr std::string_view kSample =
    R"( {"a": [1, -2.5e+3, "x\u00e9\n\ud83d\ude00", true, false, null], "b": {}, "": [[], {"deep": "é"}]} )";

}  // namespace

TEST("a document becomes a tree in the file's order") {
  const Result<Value> value = parse(kSample);
  REQUIRE_OK(value);
  const Value& root = value.value();
  CHECK_EQUAL(root.members().size(), 3U);
  CHECK_EQUAL(root.members()[1].first, "b");
  CHECK_EQUAL(root["a"].items()[0].number(), 1.0);
  CHECK_EQUAL(root["a"].items()[1].number(), -2500.0);
  CHECK_EQUAL(root["a"].items()[2].string(), "xé\n😀");
  CHECK(root["a"].items()[3].boolean());
  CHECK(!root["a"].items()[4].boolean());
  CHECK(root["a"].items()[5].is_null());
  CHECK(root["b"].is_object());
  CHECK_EQUAL(root[""].items()[1]["deep"].string(), "é");
  CHECK(root["absent"].is_null());
  CHECK(root["a"]["not an object"].is_null());
}

TEST("every short escape stands for its character, and an escaped NUL is kept") {
  const Result<Value> value = parse(R"("\"\\\/\b\f\n\r\t\u0000\u007F\u20AC")");
  REQUIRE_OK(value);
  CHECK_EQUAL(value.value().string(), std::string("\"\\/\b\f\n\r\t\0\x7F€", 13));
}

TEST("a string's end is found at every distance from its beginning") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    const Result<Value> value = parse("\"" + text + "\"");
    REQUIRE_OK(value);
    CHECK_EQUAL(value.value().string(), text);
    const Result<Value> escaped = parse("\"" + text + "\\t" + text + "\"");
    REQUIRE_OK(escaped);
    CHECK_EQUAL(escaped.value().string(), text + "\t" + text);
    CHECK(refusal("\"" + text + "\n\"").find("control character 0x0a") != std::string::npos);
  }
}

TEST("characters beside the quote and the backslash do not end a string") {
  for (int byte = 0x20; byte < 0x80; ++byte) {
    if (byte == '"' || byte == '\\') continue;
    const std::string text(9, static_cast<char>(byte));
    const Result<Value> value = parse("\"" + text + "é\"");
    REQUIRE_OK(value);
    CHECK_EQUAL(value.value().string(), text + "é");
  }
}

TEST("numbers are read as RFC 8259 spells them") {
  const std::pair<const char*, double> cases[] = {
      {"0", 0},        {"-0", 0},      {"10", 10},     {"0.5", 0.5},
      {"1E2", 100},    {"1e-2", 0.01}, {"-1.5", -1.5}, {"12345678901", 12345678901.0},
      {"1e308", 1e308}};
  for (const auto& [text, expected] : cases) {
    const Result<Value> value = parse(text);
    REQUIRE_OK(value);
    CHECK_EQUAL(value.value().number(), expected);
  }
}

TEST("the pull interface walks a document without a tree") {
  Reader reader(R"({"ids": [1, 2], "skip": {"x": [{}]}, "name": "n", "on": true, "none": null})", "file.json");
  REQUIRE_OK(reader.begin_object());
  std::string key;
  std::string seen;
  std::uint64_t sum = 0;
  while (true) {
    const Result<bool> more = reader.next_key(key);
    REQUIRE_OK(more);
    if (!more.value()) break;
    seen += key + " ";
    if (key == "ids") {
      REQUIRE_OK(reader.begin_array());
      for (Result<bool> item = reader.next_item(); item.ok() && item.value(); item = reader.next_item()) {
        const Result<std::uint64_t> id = reader.read_index(2);
        REQUIRE_OK(id);
        sum += id.value();
      }
    } else {
      REQUIRE_OK(reader.skip_value());
    }
  }
  REQUIRE_OK(reader.finish());
  CHECK_EQUAL(seen, "ids skip name on none ");
  CHECK_EQUAL(sum, 3U);
}

TEST("a copy of the reader reads on from the same place") {
  Reader reader(R"([[1, 2], 3])", "file.json");
  REQUIRE_OK(reader.begin_array());
  REQUIRE_OK(reader.next_item());
  Reader bookmark = reader;
  REQUIRE_OK(reader.skip_value());
  REQUIRE_OK(reader.next_item());
  CHECK_EQUAL(reader.read_number().value(), 3.0);
  CHECK_EQUAL(bookmark.read_value().value().items()[1].number(), 2.0);
}

TEST("a document cut at any byte is refused") {
  const std::string whole(kSample.substr(0, kSample.rfind('}') + 1));
  CHECK_EQUAL(refusal(whole), "");
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(!refusal(whole.substr(0, length)).empty());
}

TEST("a message names file, line, column, what was expected and what stands there") {
  CHECK_EQUAL(refusal("{\n  \"é\": tru\n}"), "file.json: line 2, column 8: expected true, found 't'");
  CHECK_EQUAL(refusal("[1 2]"), "file.json: line 1, column 4: expected ',' or ']', found '2'");
  CHECK_EQUAL(refusal(""), "file.json: line 1, column 1: expected a value, found the end of the document");
  CHECK_EQUAL(refusal(std::string("\0", 1)),
              "file.json: line 1, column 1: expected a value, found the control character 0x00");
  CHECK_EQUAL(refusal("[é]"), "file.json: line 1, column 2: expected a value, found 'é'");
}

TEST("documents that lie are refused, each for its lie") {
  const std::pair<std::string, const char*> lies[] = {
      {"[1,]", "expected a value, found ']'"},
      {"{\"a\": 1,}", "expected a key in double quotes, found '}'"},
      {"[,1]", "expected a value, found ','"},
      {"{a: 1}", "expected a key in double quotes, found 'a'"},
      {"{'a': 1}", "expected a key in double quotes"},
      {"{\"a\" 1}", "expected ':' after a key, found '1'"},
      {"{\"a\"}", "expected ':' after a key"},
      {"{\"a\": 1 \"b\": 2}", "expected ',' or '}', found '\"'"},
      {"[1}", "expected ',' or ']', found '}'"},
      {"{\"a\": 1]", "expected ',' or '}', found ']'"},
      {"[1] 2", "expected the end of the document, found '2'"},
      {"[1]]", "expected the end of the document"},
      {"// comment\n1", "expected a value, found '/'"},
      {"01", "needless 0"},
      {"-01", "needless 0"},
      {"-", "a digit after '-'"},
      {"+1", "expected a value, found '+'"},
      {".5", "expected a value, found '.'"},
      {"1.", "a digit after the decimal point"},
      {"1e", "a digit in the exponent"},
      {"1e+", "a digit in the exponent"},
      {"0x10", "expected the end of the document, found 'x'"},
      {"NaN", "expected a value, found 'N'"},
      {"Infinity", "expected a value, found 'I'"},
      {"nul", "expected null"},
      {"True", "expected a value, found 'T'"},
      {R"("\x41")", "unknown escape: a backslash before 'x'"},
      {R"("\u12")", "four hexadecimal digits"},
      {R"("\u12g4")", "four hexadecimal digits"},
      {R"("\u+123")", "four hexadecimal digits"},
      {R"("\u-123")", "four hexadecimal digits"},
      {R"("\ud800")", "the surrogate \\ud800 has no partner"},
      {R"("\udc00")", "the surrogate \\udc00 has no partner"},
      {R"("\ud800\u0041")", "the surrogate \\ud800 has no partner"},
      {R"("\ud800\ud800")", "the surrogate \\ud800 has no partner"},
      {R"("\ud800x")", "the surrogate \\ud800 has no partner"},
      {"\"a", "the string that begins here has no end"},
      {"\"a\\", "the document ends within an escape"},
      {"\"a\tb\"", "a string holds the control character 0x09 unescaped"},
      {std::string("\"a\0b\"", 5), "a string holds the control character 0x00 unescaped"},
      {std::string("[1]\0", 4), "expected the end of the document, found the control character 0x00"},
      {"\xEF\xBB\xBF[]", "byte order mark"},
      {"\xA0[]", "the byte 0xa0 is not UTF-8 here"},
      {"\"\xC3\"", "the byte 0xc3 is not UTF-8 here"},
      {"\"\xC0\xAF\"", "the byte 0xc0 is not UTF-8 here"},
      {"\"\xED\xA0\x80\"", "the byte 0xed is not UTF-8 here"},
      {"\"\xF4\x90\x80\x80\"", "the byte 0xf4 is not UTF-8 here"},
      {R"({"a": 1, "b": 2, "a": 3})", "the key \"a\" appears twice"},
      {R"([{"": {}, "\u0041": 1, "A": 2}])", "the key \"A\" appears twice"},
  };
  for (const auto& [document, reason] : lies) {
    const std::string message = refusal(document);
    if (message.find(reason) == std::string::npos) CHECK_EQUAL(document + " → " + message, reason);
  }
}

TEST("a repeated key is reported where its second value stands") {
  CHECK_EQUAL(refusal("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}"),
              "file.json: line 3, column 6: the key \"a\" appears twice");
}

TEST("a number beyond a double is refused when it is read, not when it is skipped") {
  CHECK(parse("1e999").status().message().ends_with("the number \"1e999\" is out of range"));
  CHECK(skip("1e999").ok());
}

TEST("nesting is bounded, so that no document exhausts the stack") {
  CHECK_EQUAL(refusal(nested(128)), "");
  CHECK(refusal(nested(129)).ends_with("column 129: nested deeper than 128 levels"));
  CHECK(refusal(std::string(1'000'000, '[')).ends_with("nested deeper than 128 levels"));
  std::string objects;
  for (int i = 0; i < 200; ++i) objects += "{\"a\":";
  CHECK(refusal(objects).ends_with("nested deeper than 128 levels"));
}

TEST("an index is a plain integer within its limit") {
  const char* const refused[] = {"-1", "1.0", "1e2", "11", "18446744073709551616", "\"1\"", "null"};
  for (const char* text : refused) CHECK(!Reader(text, "f").read_index(10).ok());
  CHECK_EQUAL(Reader("10", "f").read_index(10).value(), 10U);
  CHECK_EQUAL(Reader("11", "f").read_index(10).status().message(),
              "f: line 1, column 1: expected an integer from 0 to 10, found 11");
}

TEST("a value of another kind than asked for is refused") {
  CHECK_EQUAL(Reader("1", "f").begin_object().message(), "f: line 1, column 1: expected an object, found '1'");
  CHECK_EQUAL(Reader("{}", "f").begin_array().message(), "f: line 1, column 1: expected an array, found '{'");
  std::string text;
  CHECK_EQUAL(Reader("null", "f").read_string(text).message(), "f: line 1, column 1: expected a string, found 'n'");
  CHECK_EQUAL(Reader("{}", "f").read_number().status().message(), "f: line 1, column 1: expected a number, found '{'");
  CHECK_EQUAL(Reader("\"\"", "f").read_boolean().status().message(),
              "f: line 1, column 1: expected true or false, found '\"'");
  CHECK_EQUAL(Reader("0", "f").read_null().message(), "f: line 1, column 1: expected null, found '0'");
}

TEST("many members are compared without comparing every pair") {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"" + std::to_string(i) + "\":0,";
  CHECK_EQUAL(refusal(text + "\"x\":0}"), "");
  CHECK(refusal(text + "\"777\":0}").ends_with("the key \"777\" appears twice"));
}
