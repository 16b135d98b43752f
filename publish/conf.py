"""Sphinx configuration of the web site (read by Sphinx, never imported by the book)."""

from publish.finish import end_with_maker
from publish.launch import launch_options
from publish.manuscript import ROOT, settings
from publish.tex import settings as tex_settings

end_with_maker()
_book = settings()
project = title = _book["title"]
author = ", ".join(_book["authors"])
project_copyright = f"{author}. Text: CC BY 4.0, code: MIT"

extensions = ["myst_nb", "publish.mathematics", "publish.search"]
nb_execution_mode = "off"  # the tests execute; the press prints
nb_number_source_lines = False
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "attrs_inline"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
exclude_patterns = []
include_patterns = ["*.md", "chapters/**"]
suppress_warnings = ["config.cache"]

html_math_renderer = "book"  # formulas become pictures after Sphinx, without a program

language = "en"
html_theme = "sphinx_book_theme"
html_title = title
html_css_files = ["icons.css", "book.css"]
html_js_files = ["book.js"]
html_context = {"default_mode": "auto"}
html_search_scorer = str(ROOT / "publish" / "scorer.js")
html_use_index = False  # the glossary is better
html_copy_source = True
html_show_sphinx = False
html_theme_options = {
    "toc_title": "On this page",
    "show_navbar_depth": 1,
    "navbar_persistent": [],  # the sidebar has the search already
    "use_download_button": True,
    "use_fullscreen_button": False,
    "use_repository_button": False,
    "use_issues_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_theme_options |= launch_options(_book["repository"])

globals().update(tex_settings(title, _book["subtitle"], author))  # for publish.print
