// Reads a stage's options, naming the field when one has the wrong type.
#pragma once

#include <string>
#include <string_view>

#include "tokenizer/spec.h"

namespace tg {

// The stage's own name ("ByteLevel").
Result<std::string> read_type(const StageSpec& spec);

Result<bool> read_flag(const StageSpec& spec, std::string_view field);
// An absent or null field has the value `otherwise`.
Result<bool> read_flag_or(const StageSpec& spec, std::string_view field, bool otherwise);
Result<std::string> read_text(const StageSpec& spec, std::string_view field);
// A string of exactly one character.
Result<std::string> read_character(const StageSpec& spec, std::string_view field);
// A whole number from 0 to 2^32 - 2.
Result<std::uint32_t> read_number(const StageSpec& spec, std::string_view field);

// The stages inside a Sequence, each with its own place in the file.
Result<std::vector<StageSpec>> read_stages(const StageSpec& spec, std::string_view field);

// `options` at `field` of `spec`, as a stage of its own, for messages.
StageSpec inner_stage(const StageSpec& spec, const std::string& field, const json::Value& options);

Status wrong_field(const StageSpec& spec, std::string_view field, std::string_view expected);

// What every family answers to a name it does not have.
Status unknown_stage(const StageSpec& spec, const std::string& type, const std::string& known);

}  // namespace tg
