#include "json_rows.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>

#include "convert.h"
#include "entry.h"
#include "tokengraft/json_rows.h"
#include "tokenizer.h"
#include "values.h"

namespace tg::addon {
namespace {

constexpr double kMaxWord = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kLongestBlock = std::size_t{1} << 30;

template <class T, class Convert>
std::vector<T> to_list(Napi::Value value, const std::string& name, Convert convert) {
  const Napi::Array array = to_array(value, name);
  std::vector<T> list;
  for (std::uint32_t i = 0; i < array.Length(); ++i) list.push_back(convert(Napi::Value(array.Get(i)), name));
  return list;
}

RowColumn to_column(Napi::Value value, const std::string& name) {
  const Napi::Object object = to_object(value, name);
  return {.name = to_string(object.Get("name"), name + ".name"),
          .supervised = to_boolean(object.Get("supervised"), name + ".supervised"),
          .optional = to_boolean(object.Get("optional"), name + ".optional"),
          .skip_empty = to_boolean(object.Get("skipEmpty"), name + ".skipEmpty"),
          .end = static_cast<TurnEnd>(to_integer(object.Get("end"), name + ".end", 2))};
}

RowShape to_shape(Napi::Value value, const std::string& name) {
  const Napi::Object object = to_object(value, name);
  return {.keys = to_list<std::string>(object.Get("keys"), name + ".keys", to_string),
          .columns = to_list<RowColumn>(object.Get("columns"), name + ".columns", to_column)};
}

IdList to_ids(Napi::Value value, std::string_view name) {
  const std::span<const TokenId> ids = borrow<TokenId>(value, name);
  return {ids.begin(), ids.end()};
}

RowRule to_rule(Napi::Value value) {
  const Napi::Object object = to_object(value, "rule");
  return {.shapes = to_list<RowShape>(object.Get("shapes"), "rule.shapes", to_shape),
          .separator = to_string(object.Get("separator"), "rule.separator"),
          .stop = static_cast<TokenId>(to_integer(object.Get("stop"), "rule.stop", kMaxWord)),
          .prefix = to_ids(object.Get("prefix"), "rule.prefix"),
          .suffix = to_ids(object.Get("suffix"), "rule.suffix"),
          .special = static_cast<SpecialPolicy>(to_integer(object.Get("special"), "rule.special", 2)),
          .longest_line = to_integer(object.Get("longestLine"), "rule.longestLine")};
}

class JsonRows final : public Napi::ObjectWrap<JsonRows> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "JsonRows", {InstanceMethod<&JsonRows::entry>("encode", napi_default_method)});
  }

  explicit JsonRows(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<JsonRows>(info),
        encoder_(take(JsonRowEncoder::create(to_tokenizer(info[0], "tokenizer"), to_rule(info[1])))) {}

 private:
  Napi::Value entry(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] { return encode(info); });
  }

  Napi::Value encode(const Napi::CallbackInfo& info) {
    const std::span<const std::uint8_t> bytes = borrow<std::uint8_t>(info[0], "bytes");
    if (bytes.size() > kLongestBlock) refuse(info[0], "bytes", "at most 2^30 bytes");
    const auto first_line = static_cast<std::uint32_t>(to_integer(info[1], "firstLine", kMaxWord));
    const std::span<std::uint32_t> target = borrow_target<std::uint32_t>(info[2], "target");
    encoder_->encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, first_line, rows_);
    return make_rows(info.Env(), target);
  }

  // Memory that JavaScript keeps is written to, because each array of its own brings a collection of garbage nearer.
  Napi::Value make_rows(Napi::Env env, std::span<std::uint32_t> target) const {
    static_assert(sizeof(LeftLine) == 4 * sizeof(std::uint32_t));
    const std::span<const std::uint32_t> left(reinterpret_cast<const std::uint32_t*>(rows_.left.data()),
                                              4 * rows_.left.size());
    Napi::Object object = Napi::Object::New(env);
    const bool fits = rows_.words.size() <= target.size();
    if (fits) std::copy(rows_.words.begin(), rows_.words.end(), target.begin());
    object.Set("own", fits ? env.Undefined() : copy_to_typed_array<std::uint32_t>(env, rows_.words));
    object.Set("words", static_cast<double>(rows_.words.size()));
    object.Set("left", copy_to_typed_array<std::uint32_t>(env, left));
    object.Set("rows", static_cast<double>(rows_.rows));
    object.Set("lines", static_cast<double>(rows_.lines));
    return object;
  }

  std::unique_ptr<JsonRowEncoder> encoder_;
  EncodedRows rows_;  // used again from call to call
};

}  // namespace

void export_json_rows(Napi::Object exports) {
  exports.Set("JsonRows", JsonRows::define(exports.Env()));
}

}  // namespace tg::addon
