; What a Rust file defines and imports. The container of each is read from its ancestors.
(function_item) @definition
(function_signature_item) @definition
(struct_item) @definition
(union_item) @definition
(enum_item) @definition
(enum_variant) @definition
(field_declaration) @definition
(trait_item) @definition
(type_item) @definition
(associated_type) @definition
(const_item) @definition
(static_item) @definition
(mod_item) @definition
(macro_definition) @definition
(use_declaration) @import
